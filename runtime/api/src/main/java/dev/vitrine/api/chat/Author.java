package dev.vitrine.api.chat;

/**
 * Who wrote a message.
 *
 * @param id stable within the server
 * @param name what others see; already cleaned of control characters
 * @param staff whether it is a member of staff
 */
public record Author(String id, String name, boolean staff) {}
