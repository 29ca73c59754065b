package dev.limpid.cli.prior;

/**
 * A line of the list of priors.
 *
 * @param name its name for {@code --prior}
 * @param present whether its weights are here
 * @param size of the weights' file, such as "357 MB"
 * @param description its training data and its architecture
 * @param location where the weights lie, or where to get them and where to put them
 * @param licence of the weights
 */
public record PriorListing(
        String name, boolean present, String size, String description, String location, String licence) {}
