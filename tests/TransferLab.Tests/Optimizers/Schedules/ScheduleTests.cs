using System.Text.Json;
using TransferLab.Errors;
using TransferLab.Optimizers.Schedules;
using TransferLab.Testing;

namespace TransferLab.Tests.Optimizers.Schedules;

public sealed class ScheduleTests
{
    public static TheoryData<string> Names => [.. ScheduleCatalog.Names];

    [Fact]
    public void One_cycle_gives_the_rates_of_the_reference()
    {
        using var file = File.OpenRead(Path.Combine(RepositoryRoot.Path, "tests", "fixtures", "schedules", "one_cycle.json"));
        using var cases = JsonDocument.Parse(file);
        var checkedRates = 0;
        foreach (var @case in cases.RootElement.EnumerateArray())
        {
            double Number(string name) => @case.GetProperty(name).GetDouble();
            var schedule = new OneCycleSchedule(Number("rate"), Number("warmUp"), Number("initialDivisor"), Number("finalDivisor"));
            var total = @case.GetProperty("total").GetInt32();
            for (var step = 0; step < total; step++, checkedRates++)
            {
                var expected = @case.GetProperty("rates")[step].GetDouble();
                Assert.Equal(expected, schedule.At(step, total), 1e-12 + 1e-9 * expected);
            }
        }
        Assert.Equal(150, checkedRates);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rates_are_finite_and_never_above_the_one_named(string name)
    {
        var schedule = ScheduleCatalog.Create(name.ToUpperInvariant(), 0.1);
        Assert.Equal(name, schedule.Name);
        foreach (var total in new[] { 1, 2, 3, 4, 10, 1000 })
        {
            var rates = Enumerable.Range(0, total).Select(s => schedule.At(s, total)).ToArray();
            Assert.All(rates, r => Assert.InRange(r, 0, 0.1 + 1e-12));
            Assert.True(rates.Max() > 0.05, $"{name} over {total} steps peaks at {rates.Max()}");
            Assert.Equal(rates[^1], schedule.At(total + 5, total));
        }
    }

    [Fact]
    public void Closed_forms_hold()
    {
        Assert.Equal(0.05, new CosineSchedule(0.1).At(50, 100), 1e-12);
        Assert.Equal(0.1, new CosineSchedule(0.1).At(0, 100), 1e-12);
        Assert.Equal([1, 1, 0.1, 0.1, 0.01, 0.01], Enumerable.Range(0, 6).Select(s => Math.Round(new StepSchedule(1).At(s, 6), 12)));
        Assert.Equal(0.1, new ExponentialSchedule(1, 0.01).At(50, 100), 1e-12);
        Assert.Equal(0.25, new WarmUpSchedule(new ConstantSchedule(1), 0.3).At(0, 10), 1e-12);
        Assert.Equal([0.25, 0.5, 0.75, 1, 1], Enumerable.Range(0, 5).Select(s => new WarmUpSchedule(new ConstantSchedule(1), 0.3).At(s, 10)));
    }

    [Fact]
    public void Bad_names_and_values_are_refused()
    {
        Assert.Contains("one-cycle", Assert.Throws<SettingException>(() => ScheduleCatalog.Create("triangle", 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => ScheduleCatalog.Create("constant", double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>(() => ScheduleCatalog.Create("constant", -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OneCycleSchedule(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ConstantSchedule(1).At(0, 0));
    }
}
