package dev.limpid.server;

/**
 * An uploaded file that can be read as a picture.
 *
 * @param name as the client's file was named, without folders
 * @param width of the first page, in pixels; likewise {@code height}
 */
record StoredPicture(String id, String client, String name, long bytes, int width, int height, int pages) {}
