using SampleImages.Generator.Defects;
using SampleImages.Generator.Numbers;
using TransferLab.Imaging.Augmentation;

namespace SampleImages.Generator.Sets;

/// <summary>Which pictures the collection has: labels, strengths, numbers. Everything follows from one seed.</summary>
internal static class SampleSets
{
    /// <summary>The seed of the committed pictures.</summary>
    public const long Seed = 20;

    /// <summary>Pictures per label in single-label/train.</summary>
    public const int TrainPerLabel = 60;

    /// <summary>Pictures per label in single-label/test.</summary>
    public const int TestPerLabel = 16;

    /// <summary>Pictures in multi-label/train.</summary>
    public const int MultiLabelTrain = 220;

    /// <summary>Pictures in multi-label/test.</summary>
    public const int MultiLabelTest = 70;

    private static readonly DefectKind[] s_kinds = Enum.GetValues<DefectKind>();

    /// <summary>How often each defect is met in the multi-label sets, in the order of <see cref="DefectKind"/>.</summary>
    private static readonly float[] s_frequencies = [0.25f, 0.2f, 0.3f, 0.25f, 0.22f, 0.35f];

    /// <summary>The labels of the single-label sets, sorted.</summary>
    public static IReadOnlyList<string> Labels { get; } = [.. s_kinds.Select(DefectCatalog.Label).Append(DefectCatalog.Sound).Order(StringComparer.Ordinal)];

    /// <summary>The pictures of single-label/train or single-label/test: as many of each label, in random order.</summary>
    public static IReadOnlyList<Picture> SingleLabel(bool test)
    {
        var (set, perLabel) = test ? (1, TestPerLabel) : (0, TrainPerLabel);
        var order = new Dice(new SampleRandom(Seed, set, -1)).Shuffled(perLabel * (s_kinds.Length + 1));
        return [.. order.Select((o, i) =>
        {
            var label = o / perLabel;
            return new Picture(Seed, set, i, label == s_kinds.Length ? [] : [(s_kinds[label], Strength(set, i, label))]);
        })];
    }

    /// <summary>The pictures of multi-label/train or multi-label/test: each defect by itself is there or not.</summary>
    public static IReadOnlyList<Picture> MultiLabel(bool test)
    {
        var (set, count) = test ? (3, MultiLabelTest) : (2, MultiLabelTrain);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var dice = Dice(set, i, 50);
            var present = s_frequencies.Select(f => dice.Chance(f)).ToArray();
            return new Picture(Seed, set, i, [.. s_kinds.Where((_, k) => present[k]).Select(k => (k, Strength(set, i, (int)k)))]);
        })];
    }

    private static float Strength(int set, int index, int kind) => Dice(set, index, 60 + kind).Range(0, 1);

    private static Dice Dice(int set, int index, int stream) => new(new SampleRandom(Seed, set, index).Fork(stream));
}
