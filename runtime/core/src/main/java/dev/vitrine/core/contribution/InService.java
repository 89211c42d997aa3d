package dev.vitrine.core.contribution;

/**
 * A version with the means to call it safely.
 *
 * @param contributions what it contributes
 * @param calls runs every call into it: deadline, breaker, in-flight count
 */
public record InService(Contributions contributions, PluginCalls calls) {}
