/**
 * The class that ImageJ starts. It is made for Java 8, which ImageJ may still bring along, and says so where the plugin itself
 * cannot run; it knows nothing else. It has no mark of nullness, for Java 8 does not know all of that annotation.
 */
package dev.limpid.imagej.start;
