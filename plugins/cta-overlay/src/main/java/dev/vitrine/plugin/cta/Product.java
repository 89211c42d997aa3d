package dev.vitrine.plugin.cta;

import dev.vitrine.api.data.BadBody;
import dev.vitrine.api.data.Body;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Something for sale.
 *
 * @param id the seller's own id
 * @param title what viewers read
 * @param price what one costs
 * @param compareAt a former price, shown struck through
 * @param stock units for sale in all, sold and held ones included
 * @param image address of a picture
 * @param checkoutUrl where a viewer pays
 * @param description a sentence or two
 */
record Product(
        String id,
        String title,
        Money price,
        Optional<Money> compareAt,
        long stock,
        Optional<String> image,
        Optional<String> checkoutUrl,
        Optional<String> description) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int TITLE_MAX = 120;
    private static final int DESCRIPTION_MAX = 500;
    private static final long STOCK_MAX = 1_000_000;

    static Product of(Body body) {
        String id = body.text("id");
        if (!ID.matcher(id).matches()) {
            throw new BadBody("id", "takes 1 to 64 letters, digits, dots, dashes or underscores, not \"" + id + "\"");
        }
        long stock = body.integer("stock");
        if (stock < 0 || stock > STOCK_MAX) {
            throw new BadBody("stock", "takes 0 to " + STOCK_MAX + ", not " + stock);
        }
        Money price = Money.of("price", body.body("price"));
        Optional<Money> compareAt = body.optionalBody("compareAt").map(money -> Money.of("compareAt", money));
        compareAt.filter(money -> !money.currency().equals(price.currency())).ifPresent(money -> {
            throw new BadBody("compareAt.currency", "must be the currency of the price, " + price.currency());
        });
        return new Product(
                id,
                Texts.line("title", body.text("title"), TITLE_MAX),
                price,
                compareAt,
                stock,
                body.optionalText("image").map(link -> Links.image("image", link)),
                body.optionalText("checkoutUrl").map(link -> Links.checkout("checkoutUrl", link)),
                body.optionalText("description").map(text -> Texts.line("description", text, DESCRIPTION_MAX)));
    }

    Body toBody(long left) {
        return Body.of(
                "id",
                id,
                "title",
                title,
                "price",
                price.toBody(),
                "compareAt",
                compareAt.map(Money::toBody),
                "stock",
                stock,
                "left",
                left,
                "image",
                image,
                "checkoutUrl",
                checkoutUrl,
                "description",
                description);
    }
}
