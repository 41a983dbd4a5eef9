using System.Runtime.CompilerServices;

namespace TransferLab.Runtime.Tests;

/// <summary>Threads, cancellation, disposal and memory. Not beside other tests, since some of these look at the whole process.</summary>
[Collection(nameof(Alone))]
public class SessionLifetimeTests
{
    [Fact]
    public void Runs_on_several_threads_at_once_do_not_mix()
    {
        using var session = new InferenceSession(Models.Affine());
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken }, worker =>
        {
            using var b = OrtValue.From<float>([worker, worker, worker], 3);
            for (var i = 0; i < 200; i++)
            {
                using var x = OrtValue.From<float>([i, i, i], 1, 3);
                using var y = session.Run(Models.Feeds(("x", x), ("b", b)), ["y"], CancellationToken.None)[0];
                Assert.Equal(-1, y.Span<float>().IndexOfAnyExcept((2f * i) + worker));
            }
        });
    }

    [Fact]
    public void A_run_stops_when_its_token_is_cancelled_and_the_session_goes_on()
    {
        using var session = new InferenceSession(Models.Long(size: 256, length: 1500));
        using var x = OrtValue.Allocate<float>(256, 256);
        x.Span<float>().Fill(0.01f);
        var output = session.Outputs[0].Name;
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(30));
        var error = Assert.Throws<OperationCanceledException>(() => session.Run(Models.Feeds(("x", x)), [output], cancel.Token));
        Assert.Equal(cancel.Token, error.CancellationToken);
        Assert.Throws<OperationCanceledException>(() => session.Run(Models.Feeds(("x", x)), [output], cancel.Token));

        using var binding = session.CreateBinding();
        using var y = OrtValue.Allocate<float>(256, 256);
        binding.BindInput("x", x);
        binding.BindOutput(output, y);
        using var cancelBinding = new CancellationTokenSource(TimeSpan.FromMilliseconds(30));
        Assert.Throws<OperationCanceledException>(() => binding.Run(cancelBinding.Token));

        binding.Run(CancellationToken.None);
        using var whole = session.Run(Models.Feeds(("x", x)), [output], TestContext.Current.CancellationToken)[0];
        Assert.Equal(whole.Span<float>().ToArray(), y.Span<float>().ToArray());
    }

    [Fact]
    public async Task A_session_disposed_during_a_run_ends_the_run_in_peace()
    {
        using var x = OrtValue.Allocate<float>(256, 256);
        var session = new InferenceSession(Models.Long(size: 256, length: 300));
        var started = new ManualResetEventSlim();
        var run = Task.Run(() =>
        {
            started.Set();
            using var y = session.Run(Models.Feeds(("x", x)), [session.Outputs[0].Name], CancellationToken.None)[0];
            return y.Span<float>()[0];
        }, TestContext.Current.CancellationToken);
        started.Wait(TestContext.Current.CancellationToken);
        Thread.Sleep(20);
        session.Dispose();
        Assert.Equal(0, await run);
    }

    [Fact]
    public void Outputs_outlive_their_session()
    {
        OrtValue y;
        using (var session = new InferenceSession(Models.Affine()))
        using (var x = OrtValue.From<float>([1, 2, 3], 1, 3))
        using (var b = OrtValue.Allocate<float>(3))
            y = session.Run(Models.Feeds(("x", x), ("b", b)), ["y"], TestContext.Current.CancellationToken)[0];
        Assert.Equal([2f, 4, 6], y.Span<float>().ToArray());
        y.Dispose();
    }

    [Fact]
    public void Ten_thousand_runs_leave_the_process_as_large_as_it_was()
    {
        using var session = new InferenceSession(Models.Affine());
        using var x = OrtValue.Allocate<float>(1000, 3);
        using var b = OrtValue.Allocate<float>(3);
        var feeds = Models.Feeds(("x", x), ("b", b));
        // 24 kB of outputs a run: a leak of them alone would be 240 MB.
        AssertFlat(1000, 10_000, () =>
        {
            foreach (var value in session.Run(feeds, ["y", "doubled"], CancellationToken.None))
                value.Dispose();
        });
    }

    [Fact]
    public void Sessions_and_bindings_leave_the_process_as_large_as_it_was()
    {
        var model = Models.Long(size: 2, length: 50);
        using var x = OrtValue.Allocate<float>(2, 2);
        AssertFlat(30, 150, () =>
        {
            using var session = new InferenceSession(model, new SessionSettings { Threads = 1 });
            using var binding = session.CreateBinding();
            binding.BindInput("x", x);
            binding.BindOutput(session.Outputs[0].Name);
            binding.Run(CancellationToken.None);
            binding.Output(session.Outputs[0].Name).Dispose();
        });
    }

    [Fact]
    public void What_is_forgotten_is_freed_by_finalizers_in_any_order()
    {
        AssertFlat(10, 100, () =>
        {
            Forget();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        });

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Forget()
        {
            var session = new InferenceSession(Models.Affine(), new SessionSettings { Threads = 1 });
            var buffer = new NativeBuffer<float>(300_000);
            var binding = session.CreateBinding();
            binding.BindInput("x", OrtValue.Over(buffer, 0, 100_000, 3));
            binding.BindInput("b", OrtValue.Allocate<float>(3));
            binding.BindOutput("y");
            binding.Run(CancellationToken.None);
            Assert.Equal(300_000, binding.Output("y").Count);
        }
    }

    private static void AssertFlat(int warmUp, int rounds, Action round)
    {
        for (var i = 0; i < warmUp; i++)
            round();
        var before = Resident();
        for (var i = 0; i < rounds; i++)
            round();
        Assert.InRange(Resident() - before, long.MinValue, 16 << 20);

        static long Resident()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Environment.WorkingSet;
        }
    }
}
