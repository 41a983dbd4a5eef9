using System.Globalization;
using FsCheck.Xunit;

namespace TransferLab.Errors.Tests;

public sealed class InputMessageTests
{
    private static SettingName BatchSize => new("BatchSize");

    [Fact]
    public void A_message_calls_settings_as_their_properties_are() =>
        Assert.Equal("BatchSize 0 is out of range.", new SettingException($"{BatchSize} {0} is out of range.").Message);

    [Fact]
    public void A_front_end_calls_settings_by_its_own_names()
    {
        var words = new SettingException($"Use a smaller {BatchSize}, or {new SettingName("ClipNorm", "1")}.").Words;
        Assert.Equal("Use a smaller --batch-size, or --clip-norm 1.", words.In(s => $"--{s.Hyphenated}{(s.Value is null ? "" : " " + s.Value)}"));
        Assert.Equal(["BatchSize", "ClipNorm"], words.Settings.Select(s => s.Property));
    }

    [Fact]
    public void A_message_within_a_message_keeps_its_settings()
    {
        InputMessage inner = $"raise {BatchSize}";
        Assert.Equal("a.png: raise batch-size", new InputException($"{"a.png"}: {inner}").Words.In(s => s.Hyphenated));
    }

    [Fact]
    public void Numbers_are_written_alike_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            // The invariant mode knows no other cultures, so one is made.
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            Assert.Equal("0.5 and 0.25", new InputException($"{0.5} and {0.25:0.00}").Message);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void What_holds_composes_no_message()
    {
        SettingException.Require(true, $"{Fail()}");
        var e = Assert.Throws<SettingException>(() => SettingException.Require(false, $"{BatchSize} {7} is odd."));
        Assert.Equal("BatchSize 7 is odd.", e.Message);

        static string Fail() => throw new InvalidOperationException("composed");
    }

    [Theory]
    [InlineData("BatchSize", "batch-size")]
    [InlineData("L1", "l1")]
    [InlineData("MixUp", "mix-up")]
    [InlineData("Images", "images")]
    public void Names_are_hyphenated_at_capitals(string property, string hyphenated) => Assert.Equal(hyphenated, new SettingName(property).Hyphenated);

    [Property]
    public bool Text_without_settings_stays_as_it_is(string? text) => new InputException($"{text}").Message == (text ?? "") && !new InputException($"{text}").Words.Settings.Any();

    [Fact]
    public void Answers_are_input_and_a_machine_at_its_end()
    {
        Assert.All(new Exception[] { new InputException(""), new SettingException(""), new FileNotFoundException(), new UnauthorizedAccessException(), new InsufficientMemoryException(), new DllNotFoundException() },
            e => Assert.True(InputException.IsAnswer(e)));
        Assert.All(new Exception[] { new InvalidOperationException(), new ArgumentNullException("x"), new OperationCanceledException() }, e => Assert.False(InputException.IsAnswer(e)));
    }
}
