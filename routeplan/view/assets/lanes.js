// Lanes: routes that share a way are drawn side by side, so that none hides another.
(function () {
  "use strict";
  const rp = window.routeplan;
  const NEAR_PX = 4.5, APART_PX = 4.5, SLOPE = 0.35, EASE = 3; // vertices over which a line moves into its lane

  // Each route keeps its vertices, in metres, and the shift of each to the left of its way, in pixels, at one zoom.
  rp.addLane = function (map, points) {
    if (!map.rp.lanes) map.rp.lanes = [];
    const entry = { points: points, rank: map.rp.lanes.length, zoom: null, shifts: [] };
    map.rp.lanes.push(entry);
    return entry;
  };

  rp.LaneLine = rp.Line.extend({
    _projectLatlngs: function (points, result, bounds) {
      const pixels = [];
      rp.Line.prototype._projectLatlngs.call(this, points, pixels, bounds);
      result.push(shifted(pixels[0], shiftsOf(this._map, this.options.lane)));
    },
  });

  function shiftsOf(map, entry) {
    const zoom = map.getZoom();
    if (entry.zoom !== zoom) {
      const near_m = NEAR_PX / map.options.crs.scale(zoom);
      const lanes = entry.points.map(function () { return 0; });
      map.rp.lanes.slice(0, entry.rank).forEach(function (other) { countNear(entry.points, other.points, near_m, lanes); });
      const ends = [entry.points[0], entry.points[entry.points.length - 1]];
      entry.shifts = eased(lanes).map(function (lane, at) { // at its ends a line comes back to its landings
        const toEnd = Math.min.apply(null, ends.map(function (end) { return end.distanceTo(entry.points[at]); }));
        return Math.min(lane * APART_PX, (SLOPE * toEnd * APART_PX) / near_m);
      });
      entry.zoom = zoom;
    }
    return entry.shifts;
  }

  // Adds 1 to the lane of every vertex that is near another line.
  function countNear(points, line, near_m, lanes) {
    points.forEach(function (p, at) {
      for (let i = 1; i < line.length; i++) {
        const a = line[i - 1], b = line[i];
        if (Math.min(a.x, b.x) - near_m > p.x || Math.max(a.x, b.x) + near_m < p.x) continue;
        if (Math.min(a.y, b.y) - near_m > p.y || Math.max(a.y, b.y) + near_m < p.y) continue;
        if (L.LineUtil.pointToSegmentDistance(p, a, b) < near_m) {
          lanes[at] += 1;
          return;
        }
      }
    });
  }

  function eased(lanes) {
    return lanes.map(function (_, at) {
      const around = lanes.slice(Math.max(0, at - EASE), at + EASE + 1);
      return around.reduce(function (sum, lane) { return sum + lane; }, 0) / around.length;
    });
  }

  function shifted(pixels, shifts) {
    return pixels.map(function (p, at) {
      if (!shifts[at]) return p;
      const along = pixels[Math.min(at + 1, pixels.length - 1)].subtract(pixels[Math.max(at - 1, 0)]);
      const length = Math.hypot(along.x, along.y) || 1;
      return L.point(p.x + (shifts[at] * along.y) / length, p.y - (shifts[at] * along.x) / length);
    });
  }
})();
