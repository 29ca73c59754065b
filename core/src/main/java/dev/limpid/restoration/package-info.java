/**
 * Restores images in memory: {@link dev.limpid.restoration.Restorer} brings a measurement to the prior's channels and device, runs
 * a method, selects an iterate by a {@link dev.limpid.restoration.Selection} and counts; a {@link
 * dev.limpid.restoration.Snapshot} lets a restoration go on in another process. May hold a ground truth beside a solve; a solver
 * never sees it.
 */
@NullMarked
package dev.limpid.restoration;

import org.jspecify.annotations.NullMarked;
