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
}
