using System.Text.Json;
using TransferLab.Optimizers;
using TransferLab.Testing;

namespace TransferLab.Tests.Optimizers;

/// <summary>Steps of every optimizer beside those of PyTorch in double precision (tests/fixtures/optimizers/generate.py).</summary>
public sealed class OptimizerReferenceTests
{
    private static readonly Lazy<JsonElement> s_reference = new(() =>
    {
        using var file = File.OpenRead(Path.Combine(RepositoryRoot.Path, "tests", "fixtures", "optimizers", "reference.json"));
        return JsonDocument.Parse(file).RootElement.Clone();
    });

    public static TheoryData<string> Cases => [.. s_reference.Value.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("title").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Steps_are_those_of_the_reference(string title)
    {
        var reference = s_reference.Value;
        var @case = reference.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("title").GetString() == title);
        var weights = Floats(reference.GetProperty("weights"));
        var rates = Floats(reference.GetProperty("rates"));
        var gradients = reference.GetProperty("gradients").EnumerateArray().Select(Floats).ToArray();
        var optimizer = OptimizerCatalog.Create(Options(@case), new ParameterLayout(new ParameterSlice("w", 0, weights.Length)));
        var start = weights.ToArray();

        for (var step = 0; step < rates.Length; step++)
        {
            optimizer.Step(weights, gradients[step], new StepSettings(rates[step]));
            if (!@case.GetProperty("expected").TryGetProperty($"{step + 1}", out var expected))
                continue;
            var wanted = expected.EnumerateArray().Select(e => e.GetDouble()).ToArray();
            for (var i = 0; i < weights.Length; i++)
            {
                var moved = Math.Abs(wanted[i] - start[i]);
                Assert.True(Math.Abs(weights[i] - wanted[i]) <= 2e-6 * (Math.Abs(wanted[i]) + Math.Abs(start[i]) + moved) + 1e-9,
                    $"step {step + 1}, element {i}: {weights[i]:R} instead of {wanted[i]:R}");
            }
        }
        Assert.Equal(rates.Length, optimizer.StepCount);
    }

    [Fact]
    public void Every_optimizer_of_the_catalogue_has_a_case() =>
        Assert.Superset(
            OptimizerCatalog.Names.ToHashSet(),
            s_reference.Value.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("name").GetString()!).ToHashSet());

    private static OptimizerOptions Options(JsonElement @case)
    {
        var given = @case.GetProperty("options");
        var options = new OptimizerOptions { Name = @case.GetProperty("name").GetString()! };
        foreach (var option in given.EnumerateObject())
        {
            var value = option.Value.GetSingle();
            options = option.Name switch
            {
                "momentum" => options with { Momentum = value },
                "weightDecay" => options with { WeightDecay = value },
                "l1" => options with { L1 = value },
                "beta1" => options with { Beta1 = value },
                "beta2" => options with { Beta2 = value },
                "epsilon" => options with { Epsilon = value },
                _ => throw new InvalidOperationException(option.Name),
            };
        }
        return options;
    }

    private static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(e => e.GetSingle())];
}
