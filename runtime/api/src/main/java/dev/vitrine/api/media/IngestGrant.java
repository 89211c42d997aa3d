package dev.vitrine.api.media;

/**
 * Leave to publish.
 *
 * @param event the event the stream key belongs to
 * @param keyId the key's id, for messages; never the key itself
 */
public record IngestGrant(String event, String keyId) {}
