using System.Runtime.InteropServices;
using TransferLab.Errors;
using TransferLab.Optimizers;

namespace TransferLab.Tests.Optimizers;

public sealed class OptimizerTests
{
    public static TheoryData<string> Names => [.. OptimizerCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Loss_falls_within_200_steps(string name)
    {
        // Least squares with condition number 100.
        const int Length = 50;
        var scale = Enumerable.Range(0, Length).Select(i => 1f + 99f * i / (Length - 1)).ToArray();
        float[] target = Random(Length, 1), weights = new float[Length], gradients = new float[Length];
        var optimizer = Create(name, Length);
        var rate = name.StartsWith("adam", StringComparison.Ordinal) ? 0.05f : name == "sgd" ? 0.015f : 0.002f;
        var before = Loss();

        for (var step = 0; step < 200; step++)
        {
            for (var i = 0; i < Length; i++)
                gradients[i] = scale[i] * (weights[i] - target[i]);
            optimizer.Step(weights, gradients, new StepSettings(rate));
        }

        Assert.True(Loss() < 0.02 * before, $"{before} → {Loss()}");

        double Loss() => Enumerable.Range(0, Length).Sum(i => 0.5 * scale[i] * Math.Pow(weights[i] - target[i], 2));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Results_do_not_depend_on_threads_or_slices(string name)
    {
        const int Length = (1 << 20) + 12345;
        var gradients = Random(Length, 2);
        var whole = Run(new ParameterLayout(new ParameterSlice("a", 0, Length)), 1);

        Assert.Equal(whole, Run(new ParameterLayout(new ParameterSlice("a", 0, Length)), 3));
        Assert.Equal(whole, Run(new ParameterLayout(new("a", 0, 77777), new("b", 77777, 1), new("c", 77778, Length - 77778)), 2));

        byte[] Run(ParameterLayout layout, int threads)
        {
            var weights = Random(Length, 3);
            var optimizer = OptimizerCatalog.Create(new OptimizerOptions { Name = name, WeightDecay = 0.1f, L1 = 0.01f, Threads = threads }, layout);
            for (var step = 0; step < 3; step++)
                optimizer.Step(weights, gradients, new StepSettings(0.01f, 0.5f));
            return MemoryMarshal.AsBytes(weights.AsSpan()).ToArray();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Saved_and_restored_state_continues_bit_for_bit(string name)
    {
        const int Length = 1003;
        var through = Create(name, Length);
        float[] weights = Random(Length, 4), copy = new float[Length];
        Optimizer? restored = null;

        for (var step = 0; step < 20; step++)
        {
            if (step == 9)
            {
                weights.CopyTo(copy, 0);
                restored = Create(name, Length);
                foreach (var state in through.StateNames)
                    through.State(state).CopyTo(restored.State(state));
                restored.Resume(through.StepCount);
            }
            var gradients = Random(Length, 100 + step);
            through.Step(weights, gradients, new StepSettings(0.01f));
            restored?.Step(copy, gradients, new StepSettings(0.01f));
        }

        Assert.True(MemoryMarshal.AsBytes(weights.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(copy.AsSpan())));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Scales_decay_flags_and_gaps_hold_per_slice(string name)
    {
        var layout = new ParameterLayout(
            new ParameterSlice("kernel", 0, 20), new ParameterSlice("bias", 32, 20, Decays: false),
            new ParameterSlice("frozen", 64, 20, LearningRateScale: 0), new ParameterSlice("slow", 96, 20, LearningRateScale: 0.25f));
        var options = new OptimizerOptions { Name = name, WeightDecay = 0.3f, L1 = 0.1f };
        var part = Random(20, 5);
        float[] weights = new float[layout.Length], gradients = new float[layout.Length];
        Array.Fill(weights, 7f);
        foreach (var slice in layout.Slices)
        {
            part.CopyTo(weights, slice.Offset);
            Random(20, 6).CopyTo(gradients, slice.Offset);
        }

        OptimizerCatalog.Create(options, layout).Step(weights, gradients, new StepSettings(0.1f));

        Assert.Equal(Alone(options, 0.1f), weights[..20]);
        Assert.Equal(Alone(options with { WeightDecay = 0, L1 = 0 }, 0.1f), weights[32..52]);
        Assert.Equal(part, weights[64..84]);
        Assert.Equal(Alone(options, 0.1f * 0.25f), weights[96..116]);
        Assert.All(weights[20..32].Concat(weights[52..64]), w => Assert.Equal(7f, w));

        float[] Alone(OptimizerOptions o, float rate)
        {
            var own = part.ToArray();
            OptimizerCatalog.Create(o, new ParameterLayout(new ParameterSlice("w", 0, 20))).Step(own, Random(20, 6), new StepSettings(rate));
            return own;
        }
    }

    [Fact]
    public void A_slice_whose_rate_is_scaled_to_nothing_stays()
    {
        var layout = ParameterLayout.Pack([("a", 5, 0f, true), ("b", 5, 1f, true)]);
        var optimizer = OptimizerCatalog.Create(new OptimizerOptions { Name = "sgd" }, layout);
        float[] weights = new float[layout.Length], gradients = new float[layout.Length];
        Array.Fill(gradients, 1f);

        optimizer.Step(weights, gradients, new StepSettings(1));

        Assert.Equal((0f, -1f), (weights[layout["a"].Offset], weights[layout["b"].Offset]));
    }

    [Fact]
    public unsafe void Native_memory_is_updated_in_place()
    {
        var memory = (float*)NativeMemory.AlignedAlloc(400, 64);
        try
        {
            var weights = new Span<float>(memory, 100);
            weights.Fill(1);
            var gradients = new float[100];
            Array.Fill(gradients, 2f);

            Create("sgd", 100).Step(weights, gradients, new StepSettings(0.25f));

            foreach (var weight in weights)
                Assert.Equal(0.5f, weight);
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    [Fact]
    public void Wrong_lengths_rates_and_options_are_refused()
    {
        var optimizer = Create("adam", 10);

        Assert.Throws<ArgumentException>(() => optimizer.Step(new float[9], new float[10], new StepSettings(1)));
        Assert.Throws<ArgumentException>(() => optimizer.Step(new float[10], new float[11], new StepSettings(1)));
        Assert.Throws<ArgumentException>(() => optimizer.Step(new float[10], new float[10], new StepSettings(float.NaN)));
        Assert.Throws<ArgumentException>(() => optimizer.State("velocity"));
        Assert.Equal(0, optimizer.StepCount);
        Assert.Contains("adamw", Assert.Throws<SettingException>(() => Create("adam2", 1)).Message, StringComparison.Ordinal);
        foreach (var bad in new OptimizerOptions[] { new() { Beta1 = 1 }, new() { Epsilon = 0 }, new() { WeightDecay = -1 }, new() { L1 = float.NaN }, new() { Momentum = 1 } })
            Assert.Throws<SettingException>(() => OptimizerCatalog.Create(bad, new ParameterLayout()));
        Assert.Throws<ArgumentException>(() => new ParameterLayout(new("a", 0, 5), new ParameterSlice("b", 4, 5)));
        Assert.Throws<ArgumentException>(() => new ParameterLayout(new("a", 0, 5), new ParameterSlice("a", 5, 5)));
    }

    [Fact]
    public void Pack_aligns_every_tensor()
    {
        var layout = ParameterLayout.Pack([("a", 5, 1f, true), ("b", 16, 1f, true), ("c", 1, 0.5f, false)]);

        Assert.Equal([0, 16, 32], layout.Slices.Select(s => s.Offset));
        Assert.Equal((33, 22L), (layout.Length, layout.Elements));
        Assert.Equal(0.5f, layout["c"].LearningRateScale);
    }

    private static Optimizer Create(string name, int length) =>
        OptimizerCatalog.Create(new OptimizerOptions { Name = name }, new ParameterLayout(new ParameterSlice("w", 0, length)));

    private static float[] Random(int length, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextSingle() * 2 - 1)];
    }
}
