package dev.vitrine.web.hub;

import java.util.concurrent.CompletableFuture;

/**
 * A place of a channel with the state that belongs to it. Sessions that join within a moment share one: the state is
 * built once, and each takes the live publications from the same place on, so that nothing is missed between the two.
 *
 * @param cursor index of the first batch that is not part of the state
 * @param offset newest publication that is
 * @param madeNanos when
 * @param data the state as JSON
 */
record JoinPoint(long cursor, long offset, long madeNanos, CompletableFuture<byte[]> data) {}
