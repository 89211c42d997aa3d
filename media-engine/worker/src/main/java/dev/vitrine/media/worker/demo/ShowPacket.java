package dev.vitrine.media.worker.demo;

/**
 * One encoded frame of the show.
 *
 * @param video true for H.264 with length-prefixed NAL units, false for raw AAC
 * @param key whether decoding can start here
 * @param timeUs presentation and decoding time within the loop
 * @param payload the frame
 */
record ShowPacket(boolean video, boolean key, long timeUs, byte[] payload) {}
