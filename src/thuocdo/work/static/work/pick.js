/* Duyệt nhiều kết quả: đếm số dòng đã đánh dấu, chọn cả trang không phải tải lại. Không có script thì liên kết
   "Chọn cả trang" mở lại trang với mọi ô đã đánh dấu. */
(function () {
  "use strict";
  var doc = document;

  function boxes() { return Array.prototype.slice.call(doc.querySelectorAll('input[name="ky"][form="duyet-nhieu"]')); }

  function chosen() { return boxes().filter(function (box) { return box.checked; }).length; }

  function count() {
    var place = doc.querySelector("[data-pick-count]");
    var all = doc.querySelector("[data-pick-all]");
    if (!place || !all) { return; }
    var number = chosen();
    place.textContent = place.getAttribute("data-pick-count") + " " + number;
    all.textContent = all.getAttribute("data-pick-all").split("|")[number ? 1 : 0];
  }

  doc.addEventListener("change", function (event) { if (event.target.name === "ky") { count(); } });
  doc.addEventListener("click", function (event) {
    if (!event.target.closest("[data-pick-all]")) { return; }
    event.preventDefault();
    var mark = !chosen();
    boxes().forEach(function (box) { box.checked = mark; });
    count();
  });
  doc.addEventListener("htmx:load", count);
  doc.addEventListener("DOMContentLoaded", count);
})();
