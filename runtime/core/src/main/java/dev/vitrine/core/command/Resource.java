package dev.vitrine.core.command;

/**
 * What is acted upon.
 *
 * @param event id of the event
 * @param house whether it is the server itself, which has no phases
 */
public record Resource(String event, boolean house) {}
