import java.io.FileInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Validates PDF files against veraPDF's official profiles.
 *
 * Arguments: the profiles, joined by commas (3a,ua1), and the files. One line on standard output
 * for each file and profile, then one for each broken rule, in columns parted by tabs:
 *
 *   result  3a  PASS  9519   /tmp/plan.pdf      (the number counts assertions)
 *   broken  3a  6.2.11.7.2-1  4  message        (the number counts places)
 */
public class Validate {

    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (int index = 1; index < arguments.length; index++) {
            for (String profile : arguments[0].split(",")) {
                validate(arguments[index], profile);
            }
        }
    }

    private static void validate(String file, String profile) throws Exception {
        PDFAFlavour flavour = PDFAFlavour.byFlavourId(profile);
        try (InputStream stream = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(stream, flavour)) {
            PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false);
            report(file, profile, validator.validate(parser));
        } catch (Exception error) {
            print("result", profile, "FAIL", "0", file);
            print("broken", profile, "unreadable", "1", String.valueOf(error.getMessage()));
        }
    }

    private static void report(String file, String profile, ValidationResult result) {
        String verdict = result.isCompliant() ? "PASS" : "FAIL";
        print("result", profile, verdict, String.valueOf(result.getTotalAssertions()), file);
        Map<String, Integer> places = new TreeMap<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
            if (assertion.getStatus() == TestAssertion.Status.FAILED) {
                places.merge(ruleOf(assertion) + "\t" + assertion.getMessage(), 1, Integer::sum);
            }
        }
        for (Map.Entry<String, Integer> broken : places.entrySet()) {
            String[] rule = broken.getKey().split("\t", 2);
            print("broken", profile, rule[0], String.valueOf(broken.getValue()), rule[1]);
        }
    }

    private static String ruleOf(TestAssertion assertion) {
        return assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
    }

    private static void print(String... columns) {
        System.out.println(String.join("\t", columns).replace("\n", " "));
    }
}
