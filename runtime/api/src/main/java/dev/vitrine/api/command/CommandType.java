package dev.vitrine.api.command;

import dev.vitrine.api.data.Body;

/**
 * A kind of command.
 *
 * @param type {@code plugin.verb}, such as {@code cta.cue}
 * @param right what a role must hold to use it, such as {@code cue.write}; see {@code policies/roles.yaml}
 * @param changeClass what it touches
 * @param summary one line for people and for {@code /openapi}
 * @param example a body that the handler understands; the host checks a new version with it before it goes into service
 */
public record CommandType(String type, String right, ChangeClass changeClass, String summary, Body example) {}
