using S = TransferLab.Errors.Setting<TransferLab.Errors.Tests.SettingTests.Inner>;

namespace TransferLab.Errors.Tests;

public sealed class SettingTests
{
    public sealed record Inner(double Rate, DayOfWeek Day, int? Left);

    public sealed record Outer(Inner Inner);

    private static readonly Inner s_inner = new(0.5, DayOfWeek.Monday, null);

    [Fact]
    public void Options_that_hold_others_have_their_settings_with_all_that_is_declared()
    {
        var setting = S.Choice("day", o => o.Day, (o, v) => o with { Day = v }, "Which day.") with
        {
            IsLocal = true,
            IsAsked = false,
            IsKept = false,
            Before = "friday",
        };
        var outer = setting.Within<Outer>(o => o.Inner, (o, v) => o with { Inner = v });

        Assert.Equal(Declared(setting), Declared(outer));
        var changed = outer.Write(new Outer(s_inner), "Friday");
        Assert.Equal(new Outer(s_inner with { Day = DayOfWeek.Friday }), changed);
        Assert.Equal(("friday", "Friday"), (outer.Read(changed), outer.Keep!(changed)));
        outer.Check(changed);
        var error = Assert.Throws<SettingException>(() => outer.Check(new Outer(s_inner with { Day = (DayOfWeek)9 })));
        Assert.StartsWith("Day 9 is not known", error.Message, StringComparison.Ordinal);

        static object Declared(Setting s) => (s.Name, s.Property, s.Kind, s.Form, s.Help, s.Range, s.Words, s.IsLocal, s.IsAsked, s.IsKept, s.Before);
    }

    [Fact]
    public void A_number_that_may_be_left_open_is_in_range_then()
    {
        var (rate, left) = (S.Number("rate", o => o.Rate, (o, v) => o with { Rate = v }, "", v => v is > 0 and < 1, "0 to 1"),
            S.OpenNumber("left", o => o.Left, (o, v) => o with { Left = v }, "", v => v > 0, "1 or more"));
        Assert.Equal((SettingKind.Number, SettingKind.Whole, "Rate", "Left"), (rate.Kind, left.Kind, rate.Property, left.Property));
        Assert.Equal(("0.5", null), (rate.Read(s_inner), left.Read(s_inner)));
        left.Check(s_inner);
        Assert.Equal(s_inner with { Rate = 0.25, Left = 3 }, left.Write(rate.Write(s_inner, "0.25"), "3"));
        Assert.Equal("Rate 2 is out of range: 0 to 1.", Assert.Throws<SettingException>(() => rate.Check(s_inner with { Rate = 2 })).Message);
        Assert.Equal("Left 0 is out of range: 1 or more.", Assert.Throws<SettingException>(() => left.Check(s_inner with { Left = 0 })).Message);
    }

    [Fact]
    public void What_people_call_a_setting_is_declared_with_it_or_is_its_propertys_name()
    {
        Assert.Equal("batch-size", new SettingName("BatchSize").Name);
        var near = new SettingName("NearDistance") { Name = "near" };
        Assert.Equal(("near", "NearDistance 3", "near"), (near.Name, $"{near.Of("3")}", near.Of("3").Name));
        Assert.Equal("rate", S.Number("rate", o => o.Rate, (o, v) => o with { Rate = v }, "", _ => true, "").InMessages.Name);
    }
}
