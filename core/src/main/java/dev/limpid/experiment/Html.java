package dev.limpid.experiment;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Builds HTML or SVG that is XML as well: every element is closed, and every text and value is escaped. Nothing else in this package puts
 * angle brackets together.
 */
final class Html {
    private final StringBuilder text = new StringBuilder();
    private final Deque<String> opened = new ArrayDeque<>();

    /**
     * Begins an element, which {@link #close} ends.
     *
     * @param attributes names and values by turns
     */
    Html open(String element, String... attributes) {
        opened.push(element);
        return begin(element, ">", attributes);
    }

    /** Ends the element that was begun last. */
    Html close() {
        text.append("</").append(opened.pop()).append('>');
        return this;
    }

    /** An element without content, such as {@code img}. */
    Html empty(String element, String... attributes) {
        return begin(element, "/>", attributes);
    }

    /** An element with a text and nothing else. */
    Html element(String element, String content, String... attributes) {
        return open(element, attributes).text(content).close();
    }

    /** Text as it is to be read. */
    Html text(String content) {
        text.append(escaped(content));
        return this;
    }

    /** A paragraph in which words between backticks are code, as in Markdown. */
    Html paragraph(String markdown, String... attributes) {
        open("p", attributes);
        String[] parts = markdown.split("`", -1);
        for (int i = 0; i < parts.length; i++) {
            if (i % 2 == 1 && i < parts.length - 1) {
                element("code", parts[i]);
            } else {
                text((i % 2 == 1 ? "`" : "") + parts[i]);
            }
        }
        return close();
    }

    /** Elements that were built elsewhere. */
    Html add(Html other) {
        text.append(other);
        return this;
    }

    /** The content of {@code style} and {@code script}, in which nothing is escaped. */
    Html raw(String element, String content) {
        if (content.contains("</" + element)) {
            throw new IllegalArgumentException("the content of " + element + " must not end it");
        }
        open(element).text.append(content);
        return close();
    }

    /** A line's end between elements where blanks do not count, so that the file can be read. */
    Html line() {
        text.append('\n');
        return this;
    }

    private Html begin(String element, String end, String... attributes) {
        if (attributes.length % 2 != 0) {
            throw new IllegalArgumentException("attributes are names and values by turns, got " + attributes.length);
        }
        text.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            text.append(' ').append(attributes[i]).append("=\"");
            text.append(escaped(attributes[i + 1])).append('"');
        }
        text.append(end);
        return this;
    }

    private static String escaped(String content) {
        return content.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** All that was built. */
    @Override
    public String toString() {
        if (!opened.isEmpty()) {
            throw new IllegalStateException("elements are not closed: " + opened);
        }
        return text.toString();
    }
}
