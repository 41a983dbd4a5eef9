using TransferLab.Errors;
using TransferLab.Networks;

namespace TransferLab.Tests.Networks;

public class HeadSpecTests
{
    private static readonly string[] s_parts = ["1", "256", "65536", "relu", "leaky-relu", "elu", "gelu", "tanh", "sigmoid", "dropout=0", "dropout=0.3", "dropout=0.999"];

    [Fact]
    public void A_head_is_read_part_by_part()
    {
        var spec = HeadSpec.Parse("512, gelu,256,tanh, dropout=0.2");
        Assert.Equal([new LinearLayer(512), new ActivationLayer(ActivationKind.Gelu), new LinearLayer(256), new ActivationLayer(ActivationKind.Tanh), new DropoutLayer(0.2f)], spec.Layers);
        Assert.Equal("512,gelu,256,tanh,dropout=0.2", spec.ToString());
        // 1001 x 512, 513 x 256, 257 x 7.
        Assert.Equal(512_512 + 131_328 + 1_799, spec.CountParameters(1000, 7));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public void Nothing_is_a_linear_head(string text)
    {
        Assert.Equal(HeadSpec.Linear, HeadSpec.Parse(text));
        Assert.Equal("", HeadSpec.Parse(text).ToString());
        Assert.Equal(45, HeadSpec.Linear.CountParameters(8, 5));
    }

    [Fact]
    public void What_is_written_reads_as_the_same_head()
    {
        var random = new Random(1);
        for (var i = 0; i < 500; i++)
        {
            var spec = HeadSpec.Parse(Any(random));
            var again = HeadSpec.Parse(spec.ToString());
            Assert.Equal(spec, again);
            Assert.Equal(spec.GetHashCode(), again.GetHashCode());
            Assert.Equal(spec.ToString(), again.ToString());
        }
    }

    [Fact]
    public void Heads_with_other_layers_differ()
    {
        Assert.NotEqual(HeadSpec.Parse("256,relu"), HeadSpec.Parse("relu,256"));
        Assert.NotEqual(HeadSpec.Parse("dropout=0.2"), HeadSpec.Parse("dropout=0.3"));
    }

    [Fact]
    public void Damaged_text_is_a_head_or_an_argument_error_and_nothing_else()
    {
        var random = new Random(2);
        const string alphabet = "0123456789,=.-+eEnaNdropuxl \0\n∞٣";
        var refused = 0;
        for (var i = 0; i < 3000; i++)
        {
            var text = Any(random).ToList();
            for (var k = random.Next(1, 4); k > 0 && text.Count > 0; k--)
            {
                var at = random.Next(text.Count);
                if (random.Next(3) == 0)
                    text.RemoveAt(at);
                else if (random.Next(2) == 0)
                    text[at] = alphabet[random.Next(alphabet.Length)];
                else
                    text.Insert(at, alphabet[random.Next(alphabet.Length)]);
            }
            try
            {
                var spec = HeadSpec.Parse(string.Concat(text));
                Assert.All(spec.Layers.OfType<LinearLayer>(), l => Assert.InRange(l.Units, 1, HeadSpec.MostUnits));
                Assert.All(spec.Layers.OfType<DropoutLayer>(), l => Assert.True(l.Rate is >= 0 and < 1, $"{l.Rate}"));
                Assert.Equal(spec, HeadSpec.Parse(spec.ToString()));
            }
            catch (SettingException e)
            {
                refused++;
                Assert.Equal("Head", Assert.Single(e.Words.Settings).Property);
            }
        }
        Assert.InRange(refused, 1000, 3000);
    }

    [Theory]
    [InlineData("256,magic", "'magic'")]
    [InlineData("0", "'0'")]
    [InlineData("65537", "'65537'")]
    [InlineData("-3", "'-3'")]
    [InlineData("256,,relu", "''")]
    [InlineData("ReLU", "'ReLU'")]
    [InlineData("dropout", "'dropout'")]
    [InlineData("dropout=", "'dropout='")]
    [InlineData("dropout=1", "'dropout=1'")]
    [InlineData("dropout=-0", "'dropout=-0'")]
    [InlineData("dropout=NaN", "'dropout=NaN'")]
    public void What_is_not_allowed_is_named_with_what_is(string text, string names)
    {
        var message = Assert.Throws<SettingException>(() => HeadSpec.Parse(text)).Message;
        Assert.Contains(names, message, StringComparison.Ordinal);
        Assert.Contains("leaky-relu", message, StringComparison.Ordinal);
        Assert.Contains("dropout=RATE", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_head_of_too_many_parts_is_refused() =>
        Assert.Contains("64", Assert.Throws<SettingException>(() => HeadSpec.Parse(string.Join(',', Enumerable.Repeat("relu", 65)))).Message, StringComparison.Ordinal);

    private static string Any(Random random) => string.Join(',', Enumerable.Range(0, random.Next(8)).Select(_ => s_parts[random.Next(s_parts.Length)]));
}
