// Puts a file that the officer chooses into the text field beside it; without scripts the text is pasted.
document.querySelectorAll("input[type=file][data-into]").forEach((chooser) => {
  chooser.closest(".file-row").hidden = false;
  chooser.addEventListener("change", async () => {
    const [file] = chooser.files;
    if (file) document.getElementById(chooser.dataset.into).value = await file.text();
  });
});
