// Measure geodesics on WGS 84 from click to click, or by keyboard from map centre to map centre.
(function () {
  "use strict";
  const rp = window.routeplan;
  const STEP_KM = 40, KM_A_MILE = 1.852;

  function length(points) {
    return points.slice(1).reduce(function (sum, at, i) { return sum + rp.inverse(points[i], at).km; }, 0);
  }

  function formatKm(km) {
    const digits = km < 100 ? 1 : 0;
    const figure = function (value) {
      return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits }).replace(/,/g, "\u202f");
    };
    return figure(km) + " km · " + figure(km / KM_A_MILE) + " NM";
  }

  rp.measure = function (map) {
    const state = { points: [], drawn: null, hover: null, on: false };
    const button = rp.tool(map, "Measure lengths on or off", "M1.5 11L11 1.5l3.5 3.5L5 14.5zM4 8.5l1.5 1.5M6.2 6.3l2.2 2.2M8.5 4l1.5 1.5", function () {
      switchTool(!state.on);
    });
    button.setAttribute("aria-pressed", "false");
    const box = rp.make("div", "rp-measure"), figure = rp.make("output", "", box);
    const hint = rp.make("span", "", box), aim = rp.make("div", "rp-aim");
    let shown = null;

    const draw = function () {
      const ends = state.hover ? state.points.concat([state.hover]) : state.points, line = [];
      for (let i = 1; i < ends.length; i++) line.push.apply(line, rp.along(ends[i - 1], ends[i], STEP_KM));
      state.drawn.clearLayers();
      if (line.length) {
        [["rp-measure-casing", 5], ["rp-measure-line", 2]].forEach(function (kind) {
          state.drawn.addLayer(new rp.Line(rp.project(map, line), {
            pane: "rp-measure", interactive: false, className: kind[0], weight: kind[1], smoothFactor: 0.5,
          }));
        });
      }
      state.points.forEach(function (at) {
        state.drawn.addLayer(L.circleMarker(at, { pane: "rp-measure", radius: 4, className: "rp-measure-dot", interactive: false }));
      });
      figure.textContent = ends.length > 1 ? formatKm(length(ends)) : "";
      hint.textContent = state.points.length
        ? "Click for more points. Backspace removes the last, Escape ends."
        : "Click points on the map, or move it with the arrow keys and press Enter.";
    };
    const add = function (at) {
      state.points.push(L.latLng(at.lat, at.lng).wrap());
      state.hover = null;
      draw();
    };
    const click = function (event) { add(event.latlng); };
    const follow = function (event) { if (state.points.length) { state.hover = event.latlng.wrap(); draw(); } };
    const leave = function () { state.hover = null; draw(); };
    const keys = function (event) {
      if (event.key === "Escape") switchTool(false);
      else if (event.target === map.getContainer() && event.key === "Enter") add(map.getCenter());
      else if (event.key === "Backspace" && state.points.length) { state.points.pop(); state.hover = null; draw(); }
    };

    function switchTool(on) {
      state.on = on;
      button.setAttribute("aria-pressed", String(on));
      map.getContainer().classList.toggle("rp-measuring", on);
      map[on ? "on" : "off"]({ click: click, mousemove: follow, mouseout: leave });
      L.DomEvent[on ? "on" : "off"](map.getContainer(), "keydown", keys);
      map.doubleClickZoom[on ? "disable" : "enable"]();
      if (on) {
        map.closePopup();
        state.points = [];
        state.drawn = L.layerGroup().addTo(map);
        shown = rp.control(map, "topleft", box);
        map.getContainer().appendChild(aim);
        map.getContainer().focus({ preventScroll: true });
        draw();
      } else if (shown) {
        state.drawn.remove();
        shown.remove();
        aim.remove();
        shown = null;
      }
    }
  };
})();
