namespace TransferLab.Classifiers.Evaluation;

/// <summary>From a model's logits to the probabilities that its package gives, in the package's own arithmetic up to the last step.</summary>
internal static class LogitScaling
{
    /// <summary>Logits divided by a temperature, as the package's graph does it: times its inverse, in float32.</summary>
    public static float[] Divide(ReadOnlySpan<float> logits, double temperature)
    {
        var scaled = logits.ToArray();
        if (temperature != 1)
            System.Numerics.Tensors.TensorPrimitives.Multiply(scaled, (float)(1 / temperature), scaled);
        return scaled;
    }

    /// <summary>Softmax or sigmoid in float64, so that what is worked out of the probabilities is what follows from the logits.</summary>
    /// <param name="logits">[N,K].</param>
    /// <param name="classes">K.</param>
    /// <param name="task">Which of the two.</param>
    public static double[] ToProbabilities(ReadOnlySpan<float> logits, int classes, LearningTask task)
    {
        Probabilities.CheckRows(logits.Length, classes);
        var p = new double[logits.Length];
        for (var start = 0; start < p.Length; start += classes)
        {
            var row = logits.Slice(start, classes);
            var to = p.AsSpan(start, classes);
            if (task == LearningTask.MultiLabel)
            {
                for (var i = 0; i < classes; i++)
                    to[i] = 1 / (1 + Math.Exp(-(double)row[i]));
                continue;
            }
            double max = System.Numerics.Tensors.TensorPrimitives.Max(row), sum = 0;
            for (var i = 0; i < classes; i++)
                sum += to[i] = Math.Exp(row[i] - max);
            for (var i = 0; i < classes; i++)
                to[i] /= sum;
        }
        return p;
    }

    /// <summary>Logits that give these probabilities: logarithms, or log-odds. Finite for 0 and 1 too.</summary>
    public static float[] ToLogits(ReadOnlySpan<double> probabilities, LearningTask task)
    {
        var logits = new float[probabilities.Length];
        for (var i = 0; i < logits.Length; i++)
        {
            var log = Math.Log(Math.Max(probabilities[i], double.Epsilon));
            logits[i] = (float)(task == LearningTask.MultiLabel ? log - Math.Log(Math.Max(1 - probabilities[i], 1e-17)) : log);
        }
        return logits;
    }
}
