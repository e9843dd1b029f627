// The page of own words: a press on a field writes it where the cursor last stood.
"use strict";

let last = null;
document.addEventListener("focusin", (event) => {
  if (event.target.matches(".own-words textarea")) last = event.target;
});
for (const code of document.querySelectorAll("[data-field]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain field-name";
  button.textContent = code.textContent;
  button.addEventListener("click", () => {
    const there = last || document.querySelector(".own-words textarea");
    if (!there) return;
    there.setRangeText(button.textContent, there.selectionStart, there.selectionEnd, "end");
    there.focus();
  });
  code.replaceWith(button);
}
