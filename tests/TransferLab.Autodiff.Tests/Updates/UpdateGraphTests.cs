using TransferLab.Autodiff.Updates;
using TransferLab.Onnx;
using TransferLab.Testing.Reference;

namespace TransferLab.Autodiff.Tests.Updates;

/// <summary>That the graphs compute what the optimizers compute is held by the tests of TransferLab, which has the optimizers.</summary>
public class UpdateGraphTests
{
    private const int Length = 1008;

    // The first and the last do what is usual, the second has a rate of its own and does not decay, the third is frozen; 990 to 999 lie between slices.
    private static readonly VectorSlice[] s_slices = [new(0, 500), new(512, 100, 0.5f, false), new(624, 366, 0), new(1000, 8)];

    public static TheoryData<UpdateMethod, bool> Cases
    {
        get
        {
            var data = new TheoryData<UpdateMethod, bool>();
            foreach (var method in Enum.GetValues<UpdateMethod>())
                foreach (var plain in (bool[])[true, false])
                    data.Add(method, plain);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Updating_in_place_gives_the_same_bits_as_updating_into_other_memory(UpdateMethod method, bool plain)
    {
        var graph = UpdateGraph.Build(Options(method, plain), plain ? [new(0, Length)] : s_slices, Length);
        string[] moved = [UpdateGraph.Weights, .. graph.States];
        var replaced = moved.ToDictionary(UpdateGraph.Next);
        using var inPlace = new VectorRun(graph.Model, replaced.GetValueOrDefault);
        using var apart = new VectorRun(graph.Model, _ => null);
        foreach (var run in (VectorRun[])[inPlace, apart])
        {
            Fill(run[UpdateGraph.Weights], 1);
            foreach (var constant in graph.Constants)
                constant.Fill(run[constant.Input]);
        }
        for (var step = 1; step <= 20; step++)
        {
            foreach (var run in (VectorRun[])[inPlace, apart])
            {
                Fill(run[UpdateGraph.Gradients], 100 + step);
                graph.WriteSettings(run[UpdateGraph.Settings], 0.01f * step, 0.9f, step);
                run.Run();
            }
            foreach (var name in moved)
            {
                Assert.Equal(apart[UpdateGraph.Next(name)].ToArray(), inPlace[name].ToArray());
                apart[UpdateGraph.Next(name)].CopyTo(apart[name]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_is_frozen_and_what_lies_between_slices_stays_as_it_is_whatever_the_gradients(UpdateMethod method, bool plain)
    {
        var graph = UpdateGraph.Build(Options(method, plain), s_slices, Length);
        using var run = new VectorRun(graph.Model, output => output[..^UpdateGraph.Next("").Length]);
        Fill(run[UpdateGraph.Weights], 1);
        foreach (var constant in graph.Constants)
            constant.Fill(run[constant.Input]);
        Fill(run[UpdateGraph.Gradients], 2);
        run[UpdateGraph.Gradients][700] = float.NaN;
        var before = run[UpdateGraph.Weights].ToArray();
        for (var step = 1; step <= 3; step++)
        {
            graph.WriteSettings(run[UpdateGraph.Settings], 0.01f, 1, step);
            run.Run();
        }
        Assert.Equal(before[624..990], run[UpdateGraph.Weights][624..990].ToArray());
        Assert.All(run[UpdateGraph.Weights][990..1000].ToArray(), w => Assert.Equal(0, w));
        foreach (var state in graph.States)
            Assert.All(run[state][624..1000].ToArray(), s => Assert.Equal(0, s));
        Assert.DoesNotContain(0, run[UpdateGraph.Weights][..500].ToArray().Zip(before, (a, b) => a - b));
        Assert.True(run[UpdateGraph.Weights].ToArray().All(float.IsFinite));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_graph_is_of_default_operators_and_asks_only_for_what_the_slices_need(UpdateMethod method, bool plain)
    {
        var graph = UpdateGraph.Build(Options(method, plain), [new(0, 500), new(512, 496)], Length);
        Assert.Empty(graph.Constants);
        Assert.All(graph.Model.Graph.Nodes, n => Assert.Equal("", n.Domain));
        ModelValidator.Check(graph.Model.Graph);
        var full = UpdateGraph.Build(Options(method, plain), s_slices, Length);
        Assert.Equal(plain ? 1 : 2, full.Constants.Count);
    }

    internal static void Fill(Span<float> values, int seed)
    {
        var array = NDArray.Random(seed, -1, 1, values.Length);
        for (var i = 0; i < values.Length; i++)
            values[i] = i is >= 990 and < 1000 ? 0 : (float)array.Values[i];
    }

    private static UpdateOptions Options(UpdateMethod method, bool plain) => new()
    {
        Method = method,
        Momentum = 0.9f,
        Beta1 = 0.9f,
        Beta2 = 0.999f,
        Epsilon = 1e-8f,
        L2 = plain ? 0 : 0.01f,
        L1 = plain ? 0 : 0.001f,
        Decay = plain ? 0 : 0.1f,
    };
}
