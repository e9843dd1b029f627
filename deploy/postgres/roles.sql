-- Mỗi tiến trình một vai, chỉ có quyền nó cần. Chạy trong cơ sở dữ liệu của dondoc, bằng chủ của các bảng hoặc superuser,
-- sau lần đầu tạo bảng và sau mỗi lần nâng cấp; chạy lại bao nhiêu lần cũng được.
-- A role for each process, with the rights it needs. Run in the ledger, as the owner of its tables or a superuser, after
-- the tables are first made and after every upgrade; as often as one likes.
--
--   psql -d dondoc -f deploy/postgres/roles.sql
--   psql -d dondoc -c '\password dondoc_portal'      (và các vai khác / and for the others)
--
-- Bảng do chủ tạo và nâng cấp: chạy `dondoc upgrade` bằng địa chỉ của chủ trước khi bật các tiến trình, và mỗi lần nâng cấp.
-- Tables are made and upgraded by their owner: run `dondoc upgrade` under the owner's address before the processes start, and at each upgrade.

DO $$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY ARRAY['dondoc_portal', 'dondoc_worker', 'dondoc_dispatcher', 'dondoc_look', 'dondoc_backup'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = one) THEN
            EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION', one);
        END IF;
        EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA public FROM %I', one);
        EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', one);
    END LOOP;
END
$$;

-- Không ai tạo bảng. / Nobody makes tables.
REVOKE CREATE ON SCHEMA public FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public
    TO dondoc_portal, dondoc_worker, dondoc_dispatcher;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO dondoc_portal, dondoc_worker, dondoc_dispatcher;

-- Nhật ký chỉ viết thêm. / What was done is only added to.
REVOKE UPDATE, DELETE ON audit, audit_link FROM dondoc_portal, dondoc_worker, dondoc_dispatcher;
-- Phiên bản của bảng là việc của chủ. / The revision of the tables is the owner's business.
REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM dondoc_portal, dondoc_worker, dondoc_dispatcher;
-- Cặp mã của Zalo: chỉ bộ gửi. / Zalo's pair of tokens: the dispatcher's alone.
REVOKE ALL ON credential FROM dondoc_portal, dondoc_worker;
-- Ai vào văn phòng, bằng gì: chỉ cổng báo cáo; worker dọn những gì đã qua. / Who came in and how: the portal's; the worker clears what is past.
REVOKE ALL ON login_link, office_session FROM dondoc_dispatcher;
-- Lớp thứ hai khi đăng nhập: chỉ cổng báo cáo. / The second factor: the portal's alone.
REVOKE ALL ON second_factor, recovery_code FROM dondoc_dispatcher, dondoc_worker;
REVOKE INSERT, UPDATE ON login_link, office_session FROM dondoc_worker;
-- Bộ gửi không ban hành, không sửa kế hoạch, không xét báo cáo. / The dispatcher issues, amends and decides nothing.
REVOKE INSERT, UPDATE, DELETE ON plan, revision, snapshot, duty, obligation, report, figure, exception, officer, officer_role,
    draft, draft_paper, draft_version, second_officer FROM dondoc_dispatcher;

-- Xem mà không sửa, không thấy người, khóa, mã. / Looks, and sees no people, keys or tokens.
GRANT SELECT ON plan, duty, obligation, unit, rollup, channel TO dondoc_look;

-- Sao lưu: đọc tất cả, chỉ ghi lại rằng đã có bản sao lưu; không tiến trình nào chạy dưới vai này.
-- Backups: reads everything, writes down only that there is one; no process runs as this role.
GRANT SELECT ON ALL TABLES IN SCHEMA public TO dondoc_backup;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO dondoc_backup;
GRANT INSERT, UPDATE ON setting TO dondoc_backup;
