/* Giữ bản gõ dở của biểu mẫu dài: <form data-keep="địa chỉ" data-keep-revision="tên ô số lần lưu"> cùng các câu chữ
   data-keep-said, data-keep-found, data-keep-older, data-keep-back, data-keep-drop. Không có script thì vẫn lưu bằng nút. */
(function () {
  "use strict";
  var PAUSE = 4000, OFTEN = 15000;
  var place = location.pathname + location.search;

  function start(form) {
    var url = form.getAttribute("data-keep"), timer = 0, first = 0, sent = false;
    var status = document.createElement("p");
    status.className = "small muted";
    status.setAttribute("role", "status");
    form.appendChild(status);

    function body() {
      var data = new URLSearchParams();
      new FormData(form).forEach(function (value, name) { if (typeof value === "string") { data.append(name, value); } });
      data.set("_trang", place);
      return data;
    }

    function keep() {
      window.clearTimeout(timer);
      timer = first = 0;
      if (sent) { return; }
      fetch(url, { method: "POST", body: body(), credentials: "same-origin", keepalive: true }).then(function (answer) {
        return answer.ok ? answer.json() : {};
      }).then(function (told) {
        status.textContent = told.at ? form.getAttribute("data-keep-said").replace("{at}", told.at) : "";
      }).catch(function () { status.textContent = ""; });
    }

    function soon() {
      var now = Date.now();
      first = first || now;
      window.clearTimeout(timer);
      timer = window.setTimeout(keep, Math.max(0, Math.min(PAUSE, first + OFTEN - now)));
    }

    function drop() {
      var data = new URLSearchParams({ _trang: place, _bo: "1" });
      data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      return fetch(url, { method: "POST", body: data, credentials: "same-origin" });
    }

    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    form.addEventListener("submit", function () { sent = true; window.clearTimeout(timer); });
    document.addEventListener("visibilitychange", function () { if (document.hidden && timer) { keep(); } });

    fetch(url + "?_trang=" + encodeURIComponent(place), { credentials: "same-origin" }).then(function (answer) {
      return answer.ok ? answer.json() : {};
    }).then(function (told) { if (told.fields && differs(form, told.fields)) { offer(form, told, drop); } }).catch(function () {});
  }

  function own(form) { return ["csrfmiddlewaretoken", form.getAttribute("data-keep-revision") || ""]; }

  function controls(form) {
    var skip = own(form);
    return Array.prototype.filter.call(form.elements, function (one) {
      return one.name && skip.indexOf(one.name) < 0 && !/^(file|submit|button|password)$/.test(one.type);
    });
  }

  function wanted(one, fields) {
    var values = fields[one.name] || [];
    if (/^(checkbox|radio)$/.test(one.type)) { return values.indexOf(one.value) >= 0; }
    return values.length ? values[0] : one.value;
  }

  function differs(form, fields) {
    return controls(form).some(function (one) {
      var kept = wanted(one, fields);
      return typeof kept === "boolean" ? kept !== one.checked : kept.replace(/\r\n/g, "\n") !== one.value.replace(/\r\n/g, "\n");
    });
  }

  function offer(form, told, drop) {
    var name = form.getAttribute("data-keep-revision"), seen = name && form.elements[name];
    var older = seen && told.fields[name] && told.fields[name][0] !== seen.value;
    var note = document.createElement("div"), words = document.createElement("p"), row = document.createElement("div");
    note.className = "note note-dong stack";
    note.setAttribute("role", "status");
    words.textContent = form.getAttribute("data-keep-found").replace("{at}", told.at) + (older ? " " + form.getAttribute("data-keep-older") : "");
    row.className = "row";
    row.appendChild(button(form.getAttribute("data-keep-back"), function () { back(form, told.fields); note.remove(); }));
    row.appendChild(button(form.getAttribute("data-keep-drop"), function () { drop(); note.remove(); }));
    note.appendChild(words);
    note.appendChild(row);
    form.insertBefore(note, form.firstChild);
  }

  function button(words, press) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-small";
    made.textContent = words;
    made.addEventListener("click", press);
    return made;
  }

  function back(form, fields) {
    controls(form).forEach(function (one) {
      var kept = wanted(one, fields);
      if (typeof kept === "boolean") { one.checked = kept; } else { one.value = kept; }
    });
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  document.querySelectorAll("form[data-keep]").forEach(start);
})();
