package dev.vitrine.api.media;

/**
 * A file that the host has fetched from an address outside.
 *
 * @param url where it was in the end; what it refers to is relative to that
 * @param body its bytes
 */
public record FetchedFile(String url, byte[] body) {}
