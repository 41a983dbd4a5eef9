namespace TransferLab.Training;

/// <summary>Where a run pauses when it is to train only part of its epochs. Epochs of phases that leave the backbone frozen do not count: they cost next to nothing.</summary>
internal static class PausePoint
{
    /// <summary>The epochs a phase may do before the pause; its own number, or more, where the pause comes later.</summary>
    /// <param name="phases">All phases.</param>
    /// <param name="index">The phase.</param>
    /// <param name="share">Share of the counted epochs of all phases, above 0; 1 is all.</param>
    public static int EpochLimit(IReadOnlyList<TrainingPhase> phases, int index, double share)
    {
        if (phases[index].Plan.IsFrozenWhole || share >= 1)
            return int.MaxValue;
        var counted = phases.Where(p => !p.Plan.IsFrozenWhole).Sum(p => p.Settings.Epochs);
        var earlier = phases.Take(index).Where(p => !p.Plan.IsFrozenWhole).Sum(p => p.Settings.Epochs);
        return Math.Max(0, (int)Math.Ceiling(share * counted) - earlier);
    }
}
