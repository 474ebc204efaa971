
(function () {
  "use strict";
  var live = document.getElementById("live");

  // The token comes behind the # of the address that the server printed: it is never sent by opening a page. It is
  // kept for this tab only.
  function token() {
    var given = /^#token=(.+)$/.exec(location.hash);
    try {
      if (given) {
        sessionStorage.setItem("token", decodeURIComponent(given[1]));
        history.replaceState(null, "", location.pathname);
      }
      return sessionStorage.getItem("token");
    } catch (refused) {
      return given ? decodeURIComponent(given[1]) : null;
    }
  }
  function fill() {
    var known = token();
    if (known) {
      document.querySelectorAll("label.token").forEach(function (label) {
        label.querySelector("input").value = known;
        label.hidden = true;
      });
    }
  }
  fill();
  // Whoever has the page open already and pastes the address with the token does not load it again.
  addEventListener("hashchange", fill);
  if (!live) {
    return;
  }

  function words(seconds) {
    seconds = Math.max(0, Math.floor(seconds));
    var days = Math.floor(seconds / 86400), hours = Math.floor(seconds / 3600) % 24, minutes = Math.floor(seconds / 60) % 60;
    if (seconds < 60) { return seconds + " s"; }
    if (seconds < 3600) { return minutes + " min " + seconds % 60 + " s"; }
    return seconds < 86400 ? hours + " h " + minutes + " min" : days + " d " + hours + " h";
  }

  // The server's clock, since the one of this machine may be off.
  var ahead = 0;
  function tick() {
    var now = (Date.now() + ahead) * 1000;
    live.querySelectorAll("[data-since]").forEach(function (one) {
      one.textContent = words((now - Number(one.dataset.since)) / 1e6);
    });
  }

  function noStop() {
    var stop = document.getElementById("stop");
    if (stop) { stop.closest("section").hidden = true; }
  }

  var shown = {};
  function show(markup) {
    var next = new DOMParser().parseFromString(markup, "text/html");
    next.querySelectorAll("[data-live]").forEach(function (part) {
      var name = part.dataset.live, text = part.outerHTML;
      var old = live.querySelector('[data-live="' + name + '"]');
      // A part that stays as it is keeps its place, its focus and how far it is scrolled.
      if (old && shown[name] !== text) {
        var scrolled = Array.from(old.querySelectorAll(".tbl"), function (one) { return [one.scrollTop, one.scrollLeft]; });
        old.replaceWith(document.importNode(part, true));
        live.querySelector('[data-live="' + name + '"]').querySelectorAll(".tbl").forEach(function (one, index) {
          if (scrolled[index]) { one.scrollTop = scrolled[index][0]; one.scrollLeft = scrolled[index][1]; }
        });
      }
      shown[name] = text;
      if (name === "head") {
        ahead = Number(part.dataset.now) / 1000 - Date.now();
        var said = document.getElementById("said");
        if (said.textContent !== part.dataset.said) { said.textContent = part.dataset.said; }
        if (part.dataset.halts === "yes") { noStop(); }
      }
    });
    tick();
  }

  function trouble(text) {
    var place = document.getElementById("trouble");
    place.textContent = text;
    place.hidden = !text;
  }

  if (live.dataset.over === "yes" || !window.EventSource) {
    return;
  }
  var source = new EventSource(live.dataset.events);
  source.addEventListener("progress", function (event) { trouble(""); show(event.data); });
  source.addEventListener("trouble", function (event) { trouble(event.data); });
  source.addEventListener("end", function () { source.close(); noStop(); });
  source.onerror = function () { trouble("The connection to the server is lost; trying again."); };
  source.onopen = function () { trouble(""); };
  setInterval(tick, 1000);
})();
