package dev.vitrine.testkit;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;

/** Makes configurations as the Declarative Services runtime does. */
public final class Configs {
    private Configs() {}

    /** Returns a configuration with its defaults. */
    public static <A extends Annotation> A defaults(Class<A> type) {
        return with(type, Map.of());
    }

    /** Returns a configuration with the given values and defaults for the rest. */
    public static <A extends Annotation> A with(Class<A> type, Map<String, Object> values) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> method.getName().equals("annotationType")
                        ? type
                        : Optional.ofNullable(values.get(method.getName())).orElse(method.getDefaultValue())));
    }
}
