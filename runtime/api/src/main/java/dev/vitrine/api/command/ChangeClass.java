package dev.vitrine.api.command;

/** What a command touches, so that a freeze can name it. */
public enum ChangeClass {
    /** The show itself: chat, cues, holds, orders, clips. Never frozen by default. */
    SHOW,
    /** Decisions about persons and messages. Always allowed, so that nobody is left unprotected. */
    MODERATION,
    /** Protected windows and their approved fallbacks. */
    PROTECTION,
    /** Products, prices, terms, keys, profiles, policies. */
    CONFIGURATION,
    /** Installing, updating, rolling back or removing a plugin. */
    PLUGIN,
    /** Creating events and moving them between phases. */
    EVENT
}
