/* Bàn xác nhận: sau khi một mục được quyết thì sang mục chưa quyết kế tiếp; thêm mục từ đoạn đang bôi đen.
   Không có script thì các biểu mẫu vẫn làm đủ việc. */
(function () {
  "use strict";
  var doc = document;
  var kept = null;

  function choose(item) {
    if (!item) { return; }
    var before = doc.querySelector('[data-keys] [data-item][aria-current="true"]');
    if (before && before !== item) { before.removeAttribute("aria-current"); before.classList.remove("find-on"); }
    item.setAttribute("aria-current", "true");
    item.classList.add("find-on");
    var field = item.querySelector("[data-focus], [data-guard] textarea, [data-guard] input:not([type=hidden])");
    (field || item).focus({ preventScroll: true });
    item.scrollIntoView({ block: "nearest" });
    light(item);
  }

  function scroller(node) {
    for (node = node.parentElement; node && node !== doc.body; node = node.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(node).overflowY) && node.scrollHeight > node.clientHeight + 1) { return node; }
    }
    return null;
  }

  function bring(node, share) {
    var pane = scroller(node);
    if (pane) { pane.scrollTop += node.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight * share; }
  }

  function light(item) {
    doc.querySelectorAll(".m-on").forEach(function (node) { node.classList.remove("m-on"); });
    var nodes = (item.getAttribute("data-marks") || "").split(/\s+/).map(function (id) { return id && doc.getElementById(id); }).filter(Boolean);
    nodes.forEach(function (node) { node.classList.add("m-on"); });
    if (nodes.length) { bring(nodes[0], 0.3); }
  }

  doc.addEventListener("htmx:afterSettle", function (event) {
    var item = event.target.closest && event.target.closest("[data-item]");
    if (item && item.hasAttribute("data-following")) {
      choose(doc.getElementById(item.getAttribute("data-following")) || item);
    } else if (item) {
      choose(item);
    } else if (event.target.id === "ban-lam-viec") {
      choose(event.target.querySelector('[data-item][aria-current="true"]'));
    }
  });

  doc.addEventListener("DOMContentLoaded", function () {
    var item = doc.querySelector('[data-keys] [data-item][aria-current="true"]');
    if (item) { light(item); bring(item, 0.12); }
  });

  /* Đoạn bôi đen trong văn bản gốc: chữ và khoảng chứa nó; máy chủ tìm đúng chỗ. */
  doc.addEventListener("selectionchange", function () {
    var chosen = doc.getSelection();
    if (!chosen || chosen.isCollapsed || !chosen.rangeCount) { return; }
    var range = chosen.getRangeAt(0);
    var first = piece(range.startContainer), last = piece(range.endContainer);
    if (first && last) { kept = { text: words(range), from: first.getAttribute("data-from"), to: last.getAttribute("data-to") }; }
  });

  function piece(node) {
    var element = node.nodeType === 1 ? node : node.parentElement;
    return element && element.closest("[data-source] [data-from]");
  }

  function words(range) {
    var copy = range.cloneContents();
    copy.querySelectorAll("a").forEach(function (node) { node.remove(); });
    return copy.textContent.replace(/[│•]/g, " ").replace(/\s+/g, " ").trim();
  }

  doc.addEventListener("toggle", function (event) {
    var box = event.target;
    if (!box.matches || !box.matches("[data-add]") || !box.open) { return; }
    var text = box.querySelector("[data-add-text]");
    if (kept && !text.value) {
      text.value = kept.text;
      box.querySelector("[data-add-from]").value = kept.from;
      box.querySelector("[data-add-to]").value = kept.to;
    }
    text.focus();
  }, true);
})();
