// Redraws, time in tasks over 50 ms, and frames in which a chart already drawn is blank.
(panel, seconds) => new Promise((resolve) => {
  let blocked = 0, blank = 0, looked = 0;
  const tasks = new PerformanceObserver((list) => {
    for (const task of list.getEntries()) blocked += task.duration;
  });
  tasks.observe({ type: "longtask" });
  const first = Number(panel.dataset.frames), began = performance.now();
  const ink = (canvas) => {
    const { width, height } = canvas;
    if (!width || !height) return false;
    const pixels = canvas.getContext("2d").getImageData(0, 0, width, height).data;
    for (let i = 3; i < pixels.length; i += 4 * 7) if (pixels[i]) return true;
    return false;
  };
  const each = (now) => {
    const plots = [...panel.querySelectorAll(".plot")].slice(0, 3);
    if (looked++ % 5 === 0) {
      const empty = plots.filter((plot) => {
        const canvas = plot.querySelector(".lines");
        const lines = plot.querySelector(".js-line, .scatterlayer path");
        return !lines && !(canvas && ink(canvas));
      });
      if (empty.length) blank += 1;
    }
    if (now - began < 1000 * seconds) return requestAnimationFrame(each);
    tasks.disconnect();
    const spent = (now - began) / 1000;
    resolve({
      updates_per_s: (Number(panel.dataset.frames) - first) / spent,
      blocked_ms_per_s: blocked / spent,
      blank_frames: blank,
      frames_looked_at: Math.ceil(looked / 5),
    });
  };
  requestAnimationFrame(each);
});
