/* Trang nhận văn bản: kéo thả tệp, tên tệp đã chọn, dòng báo đang gửi. */
(function () {
  "use strict";
  var form = document.querySelector("[data-receive]");
  if (!form) { return; }
  var drop = form.querySelector("[data-drop]");
  var input = form.querySelector('input[type="file"]');
  var chosen = form.querySelector("[data-chosen]");

  function tell() {
    var file = input.files[0];
    chosen.textContent = file ? file.name + " (" + (file.size / 1048576).toLocaleString("vi", { maximumFractionDigits: 1 }) + " MB)" : "";
  }

  ["dragenter", "dragover"].forEach(function (name) {
    drop.addEventListener(name, function (event) { event.preventDefault(); drop.classList.add("drop-over"); });
  });
  ["dragleave", "drop"].forEach(function (name) {
    drop.addEventListener(name, function () { drop.classList.remove("drop-over"); });
  });
  drop.addEventListener("drop", function (event) {
    event.preventDefault();
    if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; tell(); }
  });
  input.addEventListener("change", tell);
  form.addEventListener("submit", function () {
    form.querySelector("[data-progress]").hidden = false;
    var button = form.querySelector(".btn-main");
    setTimeout(function () { button.disabled = true; }, 0);
  });
})();
