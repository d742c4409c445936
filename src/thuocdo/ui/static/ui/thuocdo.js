/* Thước Đo: vài việc nhỏ làm thêm khi có script; trang nào cũng đọc được khi không có.
   data-keys          vùng có phím: J, K đi tới, lui giữa các [data-item]; phím của nút: [data-key="x"]
   data-autosubmit    biểu mẫu lọc tự gửi khi đổi lựa chọn
   data-guard         hỏi trước khi rời biểu mẫu chưa lưu
   data-confirm       hỏi trước khi gửi biểu mẫu hoặc bấm nút
   data-print         nút in trang
   data-focus         nhận con trỏ khi trang mở (tóm tắt lỗi) */
(function () {
  "use strict";
  var doc = document;
  var dirty = false;

  function typing(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && !/^(checkbox|radio|button|submit)$/.test(target.type);
  }

  function shown(node) { return node.offsetParent !== null && !node.disabled; }

  function current(area) { return area.querySelector('[data-item][aria-current="true"]'); }

  function select(area, item) {
    var before = current(area);
    if (before) { before.removeAttribute("aria-current"); before.classList.remove("find-on", "is-on"); }
    item.setAttribute("aria-current", "true");
    item.classList.add(item.tagName === "TR" ? "is-on" : "find-on");
    if (!item.hasAttribute("tabindex")) { item.setAttribute("tabindex", "-1"); }
    item.focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
    mark(item);
    item.dispatchEvent(new CustomEvent("thuocdo:chosen", { bubbles: true }));
  }

  /* Mục đang xem ở khung phải làm nổi đúng đoạn chữ ở khung trái: data-marks="c-N1 c-N2". */
  function mark(item) {
    doc.querySelectorAll(".m-on").forEach(function (node) { node.classList.remove("m-on"); });
    var first = null;
    (item.getAttribute("data-marks") || "").split(/\s+/).forEach(function (id) {
      var node = id && doc.getElementById(id);
      if (node) { node.classList.add("m-on"); first = first || node; }
    });
    if (first) { first.scrollIntoView({ block: "center" }); }
  }

  function step(area, by) {
    var items = Array.prototype.filter.call(area.querySelectorAll("[data-item]"), shown);
    if (!items.length) { return; }
    var at = items.indexOf(current(area));
    select(area, items[at < 0 ? (by > 0 ? 0 : items.length - 1) : Math.max(0, Math.min(items.length - 1, at + by))]);
  }

  function areaOf(target) { return target.closest("[data-keys]") || doc.querySelector("[data-keys]"); }

  doc.addEventListener("keydown", function (event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.key === "Escape") { return closeMenus(null); }
    if (typing(event.target)) { return; }
    var key = event.key.toLowerCase();
    if (key === "/") {
      var search = doc.getElementById("tim");
      if (search) { event.preventDefault(); search.focus(); }
      return;
    }
    var area = areaOf(event.target);
    if (area && (key === "j" || key === "k")) { event.preventDefault(); step(area, key === "j" ? 1 : -1); return; }
    var within = area && current(area);
    var button = within && find(within, key) || find(doc, key);
    if (button) { event.preventDefault(); button.click(); }
  });

  function find(root, key) {
    if (!/^[a-z0-9?]$/.test(key)) { return null; }
    var buttons = Array.prototype.filter.call(root.querySelectorAll('[data-key="' + key + '"]'), function (node) {
      return shown(node) && (root !== doc || !node.closest("[data-item]"));
    });
    return buttons[0] || null;
  }

  doc.addEventListener("click", function (event) {
    var print = event.target.closest("[data-print]");
    if (print) { event.preventDefault(); window.print(); return; }
    var ask = event.target.closest("[data-confirm]:not(form)");
    if (ask && !window.confirm(ask.getAttribute("data-confirm"))) { event.preventDefault(); event.stopPropagation(); return; }
    var item = event.target.closest("[data-item]");
    var area = item && item.closest("[data-keys]");
    if (area && item !== current(area) && !event.target.closest("a, button, input, select, textarea, label, summary")) { select(area, item); }
    closeMenus(event.target.closest("details[data-menu]"));
  }, true);

  function closeMenus(except) {
    doc.querySelectorAll("details[data-menu][open]").forEach(function (menu) { if (menu !== except) { menu.open = false; } });
  }

  doc.addEventListener("change", function (event) {
    var form = event.target.form;
    if (!form) { return; }
    if (form.hasAttribute("data-autosubmit") && /^(SELECT|INPUT)$/.test(event.target.tagName) && event.target.type !== "text" && event.target.type !== "search") {
      form.requestSubmit ? form.requestSubmit() : form.submit();
    }
    if (form.hasAttribute("data-guard")) { dirty = true; }
  });

  doc.addEventListener("input", function (event) {
    if (event.target.form && event.target.form.hasAttribute("data-guard")) { dirty = true; }
  });

  doc.addEventListener("submit", function (event) {
    var words = event.target.getAttribute("data-confirm");
    if (words && !window.confirm(words)) { event.preventDefault(); return; }
    dirty = false;
  });

  window.addEventListener("beforeunload", function (event) {
    if (dirty) { event.preventDefault(); event.returnValue = ""; }
  });

  /* Sau khi HTMX thay một mảnh: đưa con trỏ tới tóm tắt lỗi nếu có, giữ mục đang xem. */
  function settle(root) {
    var wanted = root.querySelector ? root.querySelector("[data-focus]") : null;
    if (wanted && !wanted.closest("[data-still]")) { wanted.focus(); }
  }
  doc.addEventListener("DOMContentLoaded", function () { settle(doc); });
  doc.addEventListener("htmx:afterSettle", function (event) { settle(event.target); });
  doc.addEventListener("htmx:sendError", function () {
    var place = doc.getElementById("thong-bao");
    if (!place) { return; }
    var note = doc.createElement("div");
    note.className = "note note-man";
    note.appendChild(doc.createElement("span"));
    note.appendChild(doc.createElement("div")).textContent = doc.documentElement.lang === "en" ? "No connection to the server; nothing was saved." : "Mất kết nối với máy chủ, chưa lưu được. Hãy thử lại.";
    place.replaceChildren(note);
  });
})();
