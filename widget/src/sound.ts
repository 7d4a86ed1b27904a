/** Short tones for the timer, made here: no file, no request. */

let context: AudioContext | null = null;

/** Wake the browser's audio; only a tap or key may do so. Gives whether there is any. */
export function wakeSound(): boolean {
  try {
    context ??= new AudioContext();
    void context.resume();
    return true;
  } catch {
    return false;
  }
}

/** Two soft tones, rising as a hold begins and falling as it ends. */
export function chime(rising: boolean): void {
  if (!context) return;
  const tones = rising ? [523, 784] : [784, 523];
  tones.forEach((frequency, index) => tone(context!, frequency, context!.currentTime + index * 0.18));
}

function tone(audio: AudioContext, frequency: number, at: number): void {
  const source = audio.createOscillator();
  const volume = audio.createGain();
  source.frequency.value = frequency;
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(0.2, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.001, at + 0.35);
  source.connect(volume).connect(audio.destination);
  source.start(at);
  source.stop(at + 0.4);
}
