// The pages of papers: words marked in the text fill a form; units are searched while one types.
"use strict";

function lettersBefore(block, node, offset) {
  // Numbers of facts stand in the page, not in the paper.
  const walk = document.createTreeWalker(block, NodeFilter.SHOW_TEXT, (one) =>
    one.parentElement.closest(".tag") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  let seen = 0;
  for (let at = walk.nextNode(); at; at = walk.nextNode()) {
    if (at === node) return seen + [...at.data.slice(0, offset)].length;
    if (node.nodeType === Node.ELEMENT_NODE && node.childNodes[offset] &&
        node.childNodes[offset].compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING) return seen;
    seen += [...at.data].length;
  }
  return seen;
}

document.addEventListener("selectionchange", () => {
  const form = document.getElementById("marking");
  const chosen = document.getSelection();
  if (!form || !chosen.rangeCount || form.contains(document.activeElement)) return;
  const range = chosen.getRangeAt(0);
  const start = range.startContainer.parentElement?.closest("[data-block]");
  if (chosen.isCollapsed || !start || !start.contains(range.endContainer)) return;
  form.hidden = false;
  const said = {
    paper: start.dataset.paper,
    block: start.dataset.block,
    start: lettersBefore(start, range.startContainer, range.startOffset),
    end: lettersBefore(start, range.endContainer, range.endOffset),
  };
  for (const [name, value] of Object.entries(said)) form.elements[name].value = value;
  document.getElementById("marked-words").textContent = `«${chosen.toString().trim()}»`;
});

let waiting;
document.addEventListener("input", (event) => {
  const there = event.target.dataset?.find;
  if (!there) return;
  event.stopPropagation();
  clearTimeout(waiting);
  const form = event.target.form;
  waiting = setTimeout(() => {
    window.htmx.ajax("POST", form.action, {
      source: event.target, target: `#${there}`, select: `#${there}`, swap: "outerHTML",
      values: { ...window.htmx.values(form), do: "xem" },
    });
  }, 300);
}, true);

// What is not the page that was asked for (a login, two officers at once) is shown whole, never in a part.
document.addEventListener("htmx:beforeSwap", (event) => {
  const answer = event.detail.xhr;
  const form = event.detail.elt.closest("form");
  if (answer.status === 409 || answer.status === 422) {
    if (form?.hasAttribute("data-card")) {
      HTMLFormElement.prototype.submit.call(form);
    } else if (["kept", "found"].includes(event.detail.target.id)) {
      event.detail.shouldSwap = true;
    }
  } else if (answer.responseURL.includes("/dang-nhap")) {
    event.detail.shouldSwap = false;
    window.location.assign(answer.responseURL);
  }
});

// A card that was confirmed says so in the text as well.
document.addEventListener("htmx:afterSwap", (event) => {
  const card = event.detail.target.closest(".fact-card");
  const sign = card?.querySelector(".chip [aria-hidden]");
  if (!sign) return;
  for (const link of document.querySelectorAll(".tag a")) {
    if (link.hash === `#${card.id}`) link.querySelector(".sign").textContent = sign.textContent;
  }
});
