// The base of a map: land, edge of the data, graticule.
(function () {
  "use strict";
  const rp = window.routeplan;

  rp.land = function (map, data) {
    const svg = L.svg({ pane: "rp-land", padding: 0.5 });
    const line = function (text) { return rp.decode(text, data.unit); };
    const style = { renderer: svg, pane: "rp-land", interactive: false, smoothFactor: 0.6 };
    return L.featureGroup([
      new rp.Polygon(data.polygons.map(function (rings) { return rings.map(line); }),
        Object.assign({ className: "rp-land" }, style)),
      new rp.Line(data.borders.map(line), Object.assign({ className: "rp-borders" }, style)),
    ]);
  };

  // Outside the data the blank page shows; the style sheet makes the edge soft.
  rp.edge = function (map, data) {
    const far = 6e7, square = [[-far, -far], [-far, far], [far, far], [far, -far]].map(L.point);
    const drawn = function (pane, className) {
      return { pane: pane, renderer: L.svg({ pane: pane, padding: 0.5 }), interactive: false, className: className };
    };
    return L.featureGroup([
      new rp.Polygon([rp.decode(data.outline, data.unit)], drawn("rp-sea", "rp-sea")),
      new rp.Polygon([square, rp.decode(data.soft, data.unit)], drawn("rp-edge", "rp-outside")),
    ]);
  };

  // ---- graticule -------------------------------------------------------------------------------------------------
  const SEAM_DEG = 1e-4; // a point on the seam of a cut map has two positions

  function parallel(lat, middle) {
    const line = [], half = 180 - SEAM_DEG;
    for (let i = -180; i <= 180; i++) line.push(L.latLng(lat, middle + (i / 180) * half));
    return line;
  }

  function meridian(lon, south, north) {
    const line = [];
    for (let lat = south; lat <= north; lat += 1) line.push(L.latLng(lat, lon));
    return line;
  }

  function meridianLabel(value, positive, negative) {
    const lon = ((((value + 180) % 360) + 360) % 360) - 180;
    return lon === 0 || Math.abs(lon) === 180 ? Math.abs(lon) + "°" : Math.abs(lon) + "°" + (lon > 0 ? positive : negative);
  }

  rp.graticule = function (map, data) {
    const style = {
      pane: "rp-graticule", renderer: L.svg({ pane: "rp-graticule", padding: 0.5 }), interactive: false,
      className: "rp-graticule", smoothFactor: 0.2,
    };
    const lines = [], first = Math.ceil((data.lon - 180) / 30) * 30;
    for (let lat = data.south + 10; lat < data.north; lat += 10) lines.push(parallel(lat, data.lon));
    for (let lon = first; lon < first + 360; lon += 30) lines.push(meridian(lon, data.south, data.north));
    const group = L.featureGroup(lines.map(function (line) { return new rp.Line(rp.project(map, line), style); }));
    const draw = function () { rp.labelGraticule(map, data, first); };
    group.on("add", function () { map.on("moveend resize rp:labels", draw); map.whenReady(draw); });
    group.on("remove", function () {
      map.off("moveend resize rp:labels", draw);
      map.getPane("rp-graticule-labels").replaceChildren();
    });
    return group;
  };

  // Labels are where they can be read in this view: meridians near its edge, parallels along the emptiest meridian.
  rp.labelGraticule = function (map, data, firstLon) {
    const south = data.south;
    const pane = map.getPane("rp-graticule-labels"), size = map.getSize();
    const taken = rp.controlBoxes(map).concat(map.rp.places.map(function (p) { return p.box; }).filter(Boolean));
    const lines = rp.linePixels(map);
    const freeBox = function (lat, lon, wide) {
      const p = map.latLngToContainerPoint([lat, lon]);
      const box = { left: p.x - wide / 2, right: p.x + wide / 2, top: p.y - 8, bottom: p.y + 8, at: p };
      const inside = box.left > 4 && box.right < size.x - 4 && box.top > 4 && box.bottom < size.y - 4;
      return inside && !taken.some(function (t) { return rp.overlap(t, box, 4); }) ? box : null;
    };
    const clear = function (box) { return !lines.some(function (p) { return rp.inside(box, p.x, p.y, 6); }); };
    const write = function (text, box) {
      const node = rp.make("span", "rp-graticule-label", pane, text);
      L.DomUtil.setPosition(node, map.containerPointToLayerPoint(box.at).round());
      taken.push(box);
    };
    pane.replaceChildren();
    let best = [];
    const along = function (first, step) {
      for (let lon = first; lon < first + 360; lon += step) {
        const found = [];
        for (let lat = south + (data.cut ? 10 : 0); lat < data.north; lat += 10) {
          const box = freeBox(lat, lon, 36);
          if (box && clear(box)) found.push([lat + "°N", box]);
        }
        if (found.length > best.length) best = found;
      }
    };
    along(firstLon + 15, 30);
    if (!best.length) along(firstLon, 2.5);
    best.forEach(function (pair) { write(pair[0], pair[1]); });
    for (let lon = firstLon; lon < firstLon + 360; lon += 30) {
      let last = null;
      for (let lat = Math.min(84, data.north - 1); lat >= south - (data.cut ? -1 : 2); lat -= 0.5) {
        const box = freeBox(lat, lon, 44);
        if (box && clear(box)) last = box;
      }
      if (last) write(meridianLabel(lon, "E", "W"), last);
    }
  };
})();
