package dev.vitrine.testkit;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Finds a text wherever a plugin keeps it: follows every field of Vitrine's own classes, and what collections, maps,
 * optionals and arrays hold. Whatever a view, a route or an export could show is among that.
 */
public final class Leaks {
    private final String text;
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Found> next = new ArrayDeque<>();
    private final List<String> leaks = new ArrayList<>();

    private record Found(String path, Object object) {}

    private Leaks(String text) {
        this.text = text;
    }

    /** The paths, from an object, to every string that contains a text. */
    public static List<String> of(Object root, String text) {
        Leaks search = new Leaks(text);
        search.visit(root.getClass().getSimpleName(), root);
        while (!search.next.isEmpty()) {
            Found found = search.next.removeFirst();
            search.inside(found.path(), found.object());
        }
        return search.leaks;
    }

    private void visit(String path, @Nullable Object object) {
        if (object == null) {
            return;
        }
        if (object instanceof CharSequence characters) {
            if (characters.toString().contains(text)) {
                leaks.add(path);
            }
        } else if (object instanceof char[] characters) {
            visit(path, new String(characters));
        } else if (seen.add(object)) {
            next.add(new Found(path, object));
        }
    }

    private void inside(String path, Object object) {
        switch (object) {
            case Map<?, ?> map ->
                List.copyOf(map.entrySet()).forEach(entry -> {
                    visit(path + ".key", entry.getKey());
                    visit(path + "[" + entry.getKey() + "]", entry.getValue());
                });
            case Iterable<?> items -> {
                int i = 0;
                for (Object item : items) {
                    visit(path + "[" + i++ + "]", item);
                }
            }
            case Optional<?> optional -> optional.ifPresent(value -> visit(path, value));
            case AtomicReference<?> reference -> visit(path, reference.get());
            default -> {
                if (object.getClass().isArray()) {
                    array(path, object);
                }
            }
        }
        // Ours may also be a map or a list.
        fields(path, object);
    }

    private void array(String path, Object array) {
        if (!array.getClass().getComponentType().isPrimitive()) {
            for (int i = 0; i < Array.getLength(array); i++) {
                visit(path + "[" + i + "]", Array.get(array, i));
            }
        }
    }

    private void fields(String path, Object object) {
        for (Class<?> type = object.getClass();
                type != null && type.getName().startsWith("dev.vitrine.");
                type = type.getSuperclass()) {
            // The kit's own house has the log, which is sealed on disk and not the plugin's to keep or forget.
            if (type.getPackageName().equals(Leaks.class.getPackageName())) {
                return;
            }
            Field[] fields = type.getDeclaredFields();
            AccessibleObject.setAccessible(fields, true);
            for (Field field : fields) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    try {
                        visit(path + "." + field.getName(), field.get(object));
                    } catch (IllegalAccessException e) {
                        throw new IllegalStateException(path + "." + field.getName() + " cannot be read.", e);
                    }
                }
            }
        }
    }
}
