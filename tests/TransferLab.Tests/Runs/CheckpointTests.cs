using TransferLab.Runs;
using TransferLab.Testing;

namespace TransferLab.Tests.Runs;

public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Everything_comes_back_bit_for_bit()
    {
        var odd = new[] { float.NaN, -0f, float.Epsilon, float.NegativeInfinity, BitConverter.Int32BitsToSingle(0x7FC12345) };
        var large = Enumerable.Range(0, 600_000).Select(i => (float)i).ToArray();
        var info = new CheckpointInfo
        {
            Epoch = 3,
            Step = 1L << 40,
            Numbers = { ["bestLoss"] = double.PositiveInfinity, ["nan"] = double.NaN, ["third"] = 1.0 / 3 },
            Texts = { ["phase"] = "ночь" },
        };

        CheckpointFile.Write(_folder["c"], info, w =>
        {
            w.Add("weights", large);
            w.Add("optimizer/mean", odd);
            w.Add("ночь", []);
        });
        var read = CheckpointFile.Read(_folder["c"]);

        Assert.Equal((3, 1L << 40), (read.Info.Epoch, read.Info.Step));
        Assert.Equal(info.Numbers, read.Info.Numbers);
        Assert.Equal(info.Texts, read.Info.Texts);
        Assert.Equal(["weights", "optimizer/mean", "ночь"], read.Arrays.Keys);
        Assert.Equal(large, read.Arrays["weights"]);
        Assert.Equal(odd.Select(BitConverter.SingleToInt32Bits), read.Arrays["optimizer/mean"].Select(BitConverter.SingleToInt32Bits));
        Assert.Empty(read.Arrays["ночь"]);
        Assert.Contains("600000", Assert.Throws<RunException>(() => read.Values("weights", 5)).Message, StringComparison.Ordinal);
        Assert.Throws<RunException>(() => read.Values("gone", 5));
    }

    [Fact]
    public void Every_truncation_and_every_changed_byte_is_detected()
    {
        CheckpointFile.Write(_folder["c"], new CheckpointInfo { Epoch = 1, Step = 2, Texts = { ["a"] = "b" } }, w =>
        {
            w.Add("weights", [1, 2, 3]);
            w.Add("mean", [4]);
        });
        var good = File.ReadAllBytes(_folder["c"]);

        for (var length = 0; length < good.Length; length++)
            Refused(good[..length]);
        for (var i = 0; i < good.Length; i++)
            foreach (var flip in new byte[] { 1, 0x80, 0xFF })
            {
                var bad = good.ToArray();
                bad[i] ^= flip;
                Refused(bad);
            }
        Refused([.. good, 0]);

        void Refused(byte[] bytes)
        {
            File.WriteAllBytes(_folder["m"], bytes);
            Assert.Throws<RunException>(() => CheckpointFile.Read(_folder["m"]));
        }
    }

    [Fact]
    public void A_missing_file_and_a_name_used_twice_are_refused()
    {
        Assert.Throws<RunException>(() => CheckpointFile.Read(_folder["nowhere"]));
        Assert.Throws<ArgumentException>(() => CheckpointFile.Write(_folder["c"], new CheckpointInfo { Epoch = 0, Step = 0 }, w =>
        {
            w.Add("a", [1]);
            w.Add("a", [2]);
        }));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Store_keeps_the_newest_two()
    {
        var store = new CheckpointStore(_folder["checkpoints"]);
        Assert.Null(store.LoadLatest());

        for (var epoch = 1; epoch <= 6; epoch++)
            Save(store, epoch);

        Assert.Equal([5, 6], Epochs());
        Assert.Equal(6f, store.LoadLatest()!.Arrays["w"][0]);
    }

    [Fact]
    public void A_damaged_newest_checkpoint_gives_way_to_the_one_before()
    {
        var warnings = new List<string>();
        var store = new CheckpointStore(_folder["checkpoints"], warnings.Add);
        for (var epoch = 1; epoch <= 3; epoch++)
            Save(store, epoch);
        var newest = Directory.GetFiles(_folder["checkpoints"]).Order(StringComparer.Ordinal).Last();
        using (var file = File.OpenWrite(newest))
            file.SetLength(file.Length / 2);

        var loaded = store.LoadLatest();

        Assert.Equal(2, loaded!.Info.Epoch);
        Assert.Contains("damaged or truncated", Assert.Single(warnings), StringComparison.Ordinal);
        Save(store, 3);
        Assert.Equal(3, store.LoadLatest()!.Info.Epoch);
    }

    [Fact]
    public void Nothing_but_damaged_checkpoints_is_an_error()
    {
        var store = new CheckpointStore(_folder["checkpoints"]);
        Save(store, 1);
        foreach (var file in Directory.GetFiles(_folder["checkpoints"]))
            File.WriteAllText(file, "junk");

        Assert.Contains("start the training anew", Assert.Throws<RunException>(store.LoadLatest).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_save_keeps_the_checkpoints_before()
    {
        var store = new CheckpointStore(_folder["checkpoints"]);
        Save(store, 1);

        Assert.Throws<IOException>(() => store.Save(new CheckpointInfo { Epoch = 2, Step = 20 }, w =>
        {
            w.Add("w", new float[100000]);
            throw new IOException("No space left on device");
        }));

        Assert.Equal(1, store.LoadLatest()!.Info.Epoch);
        Assert.Single(Directory.GetFileSystemEntries(_folder["checkpoints"]));
    }

    private static void Save(CheckpointStore store, int epoch) =>
        store.Save(new CheckpointInfo { Epoch = epoch, Step = epoch * 10 }, w => w.Add("w", [epoch]));

    private List<int> Epochs() => [.. Directory.GetFiles(_folder["checkpoints"]).Order(StringComparer.Ordinal).Select(f => CheckpointFile.Read(f).Info.Epoch)];
}
