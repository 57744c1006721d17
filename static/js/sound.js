/* Heard over a warehouse: high is right, low and twice is not. A device without sound shows the colour. */
const beep = (() => {
  let audio = null;
  return (isRight) => {
    if (!isRight) navigator.vibrate?.(400);
    try {
      audio ??= new AudioContext();
      for (const at of isRight ? [0] : [0, 0.25]) {
        const voice = audio.createOscillator(), volume = audio.createGain();
        [voice.type, voice.frequency.value, volume.gain.value] = isRight ? ["sine", 1100, 0.25] : ["square", 190, 0.25];
        voice.connect(volume).connect(audio.destination);
        voice.start(audio.currentTime + at);
        voice.stop(audio.currentTime + at + (isRight ? 0.08 : 0.2));
      }
    } catch { /* as said above */ }
  };
})();
