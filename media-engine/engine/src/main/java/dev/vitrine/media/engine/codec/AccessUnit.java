package dev.vitrine.media.engine.codec;

/**
 * A frame of the picture that was looked through.
 *
 * @param key whether decoding can start here
 * @param data bytes that hold it, as a sample of ISO base media has them; never changed
 * @param offset where in {@code data} it begins; it goes to the end
 */
public record AccessUnit(boolean key, byte[] data, int offset) {}
