package dev.vitrine.api.media;

/**
 * Leave to publish.
 *
 * @param event the event the stream key belongs to
 * @param keyId the key's id, for messages; never the key itself
 * @param backup stands by, and is shown while the event's own publisher is away
 */
public record IngestGrant(String event, String keyId, boolean backup) {}
