using System.Diagnostics;
using System.Globalization;
using TransferLab.Backbones;
using TransferLab.Backbones.Preparation;
using TransferLab.Features;
using TransferLab.Imaging;
using TransferLab.Networks;
using TransferLab.Onnx;
using TransferLab.Pictures;
using TransferLab.Runtime;
using TransferLab.Testing;

namespace TransferLab.Benchmarks.Work;

/// <summary>
/// Feature extraction from the JPEG files of flowers_small (read, hash, decode, resize, run, store) against the bare session on the same pixels already in
/// memory, two threads, batch 16.
/// </summary>
internal static class FeatureWork
{
    public static int Run(int rounds)
    {
        var backbone = BackboneLoader.Load(SharedData.Path("backbones/mobilenet_v1/mobilenet_v1_block12.onnx"));
        var model = backbone.Model.Clone();
        Preprocessing.Prepend(model, backbone.Spec);
        var bytes = model.ToBytes();
        var paths = Directory.GetFiles(SharedData.Path("datasets/flowers_small"), "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        var geometry = backbone.Spec.Geometry;
        var ratios = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            var bare = Bare(bytes, paths, geometry);
            var files = Files(bytes, paths, geometry, backbone.FeatureCount);
            if (round == 0)
                continue; // warm-up: page cache and just-in-time compilation
            ratios.Add(files / bare);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"round {round}: bare session {bare:0.0} images/s, from files {files:0.0} images/s, ratio {files / bare:0.00}"));
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ratio, median of {rounds} rounds: {BenchmarkProgram.Median(ratios):0.00}"));
        return 0;
    }

    private static double Bare(byte[] model, string[] paths, Imaging.ImageGeometry geometry)
    {
        const int batch = 16;
        using var session = new InferenceSession(model, new SessionSettings { Threads = 2 });
        var inputs = paths.Chunk(batch).Where(c => c.Length == batch).Select(chunk =>
        {
            var input = OrtValue.Allocate<byte>(batch, geometry.Height, geometry.Width, 3);
            var size = geometry.Height * geometry.Width * 3;
            for (var i = 0; i < batch; i++)
                ImageReader.Read(chunk[i], geometry, input.Span<byte>().Slice(i * size, size));
            return input;
        }).ToArray();
        string[] outputs = [session.Outputs[0].Name];
        var clock = new Stopwatch();
        for (var i = -1; i < inputs.Length; i++)
        {
            if (i == 0)
                clock.Start();
            session.Run([new(session.Inputs[0].Name, inputs[Math.Max(i, 0)])], outputs)[0].Dispose();
        }
        var rate = batch * inputs.Length / clock.Elapsed.TotalSeconds;
        foreach (var input in inputs)
            input.Dispose();
        return rate;
    }

    private static double Files(byte[] model, string[] paths, Imaging.ImageGeometry geometry, int features)
    {
        using var folder = new TemporaryFolder();
        using var cache = CutCache.Open(folder.Path, model, geometry, null, features, ComputeDevice.Cpu);
        // Loading the model is start-up, not throughput: the clock starts when the first image is done.
        var (clock, counted) = (new Stopwatch(), 0);
        // Nothing is kept, so that every image is read and decoded here.
        using var images = new ImageStore(paths, geometry, 0);
        new FeatureExtractor(model, images, null, ComputeDevice.Cpu, cache).Extract([.. paths.Select((_, i) => new FeatureJob(i, true, 0))], 2, done =>
        {
            if (done == 1)
                clock.Start();
            else
                Volatile.Write(ref counted, done - 1);
        });
        return (paths.Length - 1) / clock.Elapsed.TotalSeconds;
    }
}
