package dev.vitrine.media.engine.health;

/**
 * What one look found; {@link Double#NaN} for what was not there to measure.
 *
 * @param black share of the picture that is black
 * @param change mean difference to the look before
 * @param peakDb largest sample, in dB below full scale
 * @param clipped share of samples at full scale
 * @param lufs loudness of the last second (ITU-R BS.1770-4)
 * @param offsetMs newest time of the picture less that of the sound
 */
record Vitals(double black, double change, double peakDb, double clipped, double lufs, double offsetMs) {}
