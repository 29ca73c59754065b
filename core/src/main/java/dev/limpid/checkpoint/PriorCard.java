package dev.limpid.checkpoint;

import dev.limpid.prior.Architecture;

/**
 * Facts about a prior that are known before it is read.
 *
 * @param name by which it is asked for
 * @param domain what its images show
 * @param file name of its file in the folder of priors; for an embedded one, of the resource
 * @param address where it is published; for an embedded one, where it comes from
 * @param bytes size of the file, about; published files differ from it by their directory
 * @param parameters number of weights
 * @param architecture of the network
 * @param licence what its publishers state about weights and data
 * @param description one line for a list
 * @param limits what is said before it is used, as the end of a sentence that begins with its name; empty where nothing is known
 * @param embedded whether it ships with Limpid
 */
public record PriorCard(
        String name,
        String domain,
        String file,
        String address,
        long bytes,
        long parameters,
        Architecture architecture,
        String licence,
        String description,
        String limits,
        boolean embedded) {}
