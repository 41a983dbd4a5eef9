namespace TransferLab.Runtime.Tests;

public class SessionBindingTests
{
    [Fact]
    public void Run_reads_and_writes_flat_buffers_at_offsets()
    {
        using var session = new InferenceSession(Models.Affine());
        using var flat = new NativeBuffer<float>(3 + 6 + 6);
        using var b = OrtValue.Over(flat, 0, 3);
        using var x = OrtValue.Over(flat, 3, 2, 3);
        using var y = OrtValue.Over(flat, 9, 2, 3);
        using var binding = session.CreateBinding();
        binding.BindInput("x", x);
        binding.BindInput("b", b);
        binding.BindOutput("y", y);
        for (var step = 1; step <= 3; step++)
        {
            flat.Slice(0, 3).Fill(100 * step);
            for (var i = 0; i < 6; i++)
                flat.Span[3 + i] = i * step;
            binding.Run(TestContext.Current.CancellationToken);
            Assert.Equal(Enumerable.Range(0, 6).Select(i => (2f * i * step) + (100 * step)), flat.Slice(9, 6).ToArray());
        }
        Assert.Same(y, binding.Output("y"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_allocates_nothing_on_the_managed_heap(bool cancellable)
    {
        using var session = new InferenceSession(Models.Affine());
        var token = cancellable ? TestContext.Current.CancellationToken : CancellationToken.None;
        using var x = OrtValue.Allocate<float>(8, 3);
        using var b = OrtValue.Allocate<float>(3);
        using var y = OrtValue.Allocate<float>(8, 3);
        using var binding = session.CreateBinding();
        binding.BindInput("x", x);
        binding.BindInput("b", b);
        binding.BindOutput("y", y);
        binding.BindOutput("doubled");
        for (var i = 0; i < 200; i++)
            Step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Step()
        {
            binding.BindInput("x", x);
            binding.Run(token);
        }
    }

    [Fact]
    public void Outputs_the_runtime_allocates_may_change_shape_and_are_not_touched_by_later_runs()
    {
        using var session = new InferenceSession(Models.Affine());
        using var binding = session.CreateBinding();
        using var one = OrtValue.From<float>([1, 2, 3], 1, 3);
        using var two = OrtValue.From<float>([4, 5, 6, 7, 8, 9], 2, 3);
        using var b = OrtValue.Allocate<float>(3);
        binding.BindOutput("doubled");
        binding.BindOutput("y");
        binding.BindInput("b", b);
        binding.BindInput("x", one);
        binding.Run(TestContext.Current.CancellationToken);
        using var first = binding.Output("y");
        binding.BindInput("x", two);
        binding.Run(TestContext.Current.CancellationToken);
        using var second = binding.Output("y");
        b.Span<float>().Fill(1);
        binding.Run(TestContext.Current.CancellationToken);
        Assert.Equal([1, 3], first.Dims);
        Assert.Equal([2f, 4, 6], first.Span<float>().ToArray());
        Assert.Equal([8f, 10, 12, 14, 16, 18], second.Span<float>().ToArray());
    }

    [Fact]
    public void What_is_bound_stays_alive_when_its_owner_lets_it_go()
    {
        var session = new InferenceSession(Models.Affine());
        using var binding = session.CreateBinding();
        var buffer = new NativeBuffer<float>(6);
        buffer.Span.Fill(3);
        var x = OrtValue.Over(buffer, 0, 1, 3);
        var b = OrtValue.Over(buffer, 3, 3);
        binding.BindInput("x", x);
        binding.BindInput("b", b);
        binding.BindOutput("y");
        x.Dispose();
        b.Dispose();
        buffer.Dispose();
        session.Dispose();
        binding.Run(TestContext.Current.CancellationToken);
        using var y = binding.Output("y");
        Assert.Equal([9f, 9, 9], y.Span<float>().ToArray());
    }

    [Fact]
    public void What_is_missing_or_wrong_is_named()
    {
        var token = TestContext.Current.CancellationToken;
        using var session = new InferenceSession(Models.Affine());
        using var binding = session.CreateBinding();
        using var x = OrtValue.Allocate<float>(2, 3);
        using var b = OrtValue.Allocate<float>(3);
        using var small = OrtValue.Allocate<float>(1, 3);
        Says<ArgumentException>("needs values that were not given: x: Float [N,3]; b: Float [3]", () => binding.Run(token));
        Says<ArgumentException>("has no input 'z'", () => binding.BindInput("z", x));
        Says<ArgumentException>("which has 1 dimensions instead of 2", () => binding.BindInput("x", b));
        Says<ArgumentException>("has no output 'z'", () => binding.BindOutput("z"));
        Says<ArgumentException>("which has 1 dimensions instead of 2", () => binding.BindOutput("y", b));
        Says<ArgumentException>("'y' of the model in memory is not bound", () => binding.Output("y"));
        binding.BindInput("x", x);
        binding.BindInput("b", b);
        Says<InvalidOperationException>("No output of", () => binding.Run(token));
        binding.BindOutput("y");
        Says<InvalidOperationException>("has no value before a run", () => binding.Output("y"));
        binding.BindOutput("y", small);
        Says<OrtException>("could not run", () => binding.Run(token));
        binding.Dispose();
        binding.Dispose();
        Assert.Throws<ObjectDisposedException>(() => binding.Run(token));

        static void Says<T>(string words, Action action) where T : Exception =>
            Assert.Contains(words, Assert.ThrowsAny<T>(action).Message, StringComparison.Ordinal);
    }
}
