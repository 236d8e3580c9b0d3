import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { OpportunityView, ScorecardDefinition, ScorecardView } from "@/api/types";
import { pick } from "@/i18n";
import { Button } from "@/ui/button";
import { findAllowed } from "@/ui/can";
import { Instant, Person, Tag } from "@/ui/display";
import { pathKey } from "@/ui/path-query";
import { reasonText } from "@/ui/problem-text";
import { Section } from "@/ui/record-page";
import { ErrorState, Skeleton } from "@/ui/states";
import { StepChoice } from "@/ui/step-choice";
import { timelineKey } from "@/ui/timeline";
import { useAction } from "@/ui/use-action";
import { CARDS, indexHue, type ScoreResult, scoreOf } from "./model";
import { opportunityKeys, scorecardsQuery } from "./queries";
import styles from "./scorecards.module.css";

/** Win probability and ability to pay, each as factors of four steps (method 5.1, 5.2). */
export function Scorecards({ opportunity }: { opportunity: OpportunityView }) {
  const query = useQuery(scorecardsQuery);
  if (query.isPending) return <Skeleton lines={8} />;
  if (query.isError) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  return CARDS.map((name) => {
    const card = query.data.items.find((item) => item.key === name);
    if (!card) return null;
    const saved = opportunity.scorecards[name];
    // A newer score starts the card afresh.
    const key = `${name} ${saved?.scored_at ?? 0}`;
    return <Card key={key} name={name} card={card} saved={saved} opportunity={opportunity} />;
  });
}

function Card({
  name,
  card,
  saved,
  opportunity,
}: {
  name: ScorecardView["card"];
  card: ScorecardDefinition;
  saved: ScorecardView | null | undefined;
  opportunity: OpportunityView;
}) {
  const { t } = useTranslation("opportunity");
  const queryClient = useQueryClient();
  const [scores, setScores] = useState<Record<string, number>>(() => ({ ...saved?.scores }));
  const may = findAllowed(opportunity.allowed, "score");
  const canScore = may?.allowed ?? false;
  const result = scoreOf(card, scores);
  const isChanged = card.factors.some((factor) => scores[factor.key] !== saved?.scores[factor.key]);
  const { id } = opportunity;
  const action = useAction([opportunityKeys.all, pathKey("opportunity", id), timelineKey("opportunity", id)]);
  const save = () =>
    action.run(async () => {
      const view = await api.put("/opportunities/{id}/scorecards/{card}", {
        path: { id, card: name },
        body: { scores },
        version: opportunity.version,
      });
      queryClient.setQueryData(opportunityKeys.detail(id), view);
    }, t("score.saved"));
  return (
    <Section title={pick(card.title)} actions={<Verdict result={result} total={card.factors.length} />}>
      <Meter card={card} index={result.index} />
      <div className={styles.factors}>
        {card.factors.map((factor) => (
          <StepChoice
            key={factor.key}
            label={pick(factor.title)}
            note={
              scores[factor.key] ? (
                <span className={styles.points}>{t("score.points", { count: scores[factor.key] })}</span>
              ) : null
            }
            // Options come from four points down to one; steps rise from left to right.
            options={[...factor.options]
              .map((option, index) => ({ value: factor.options.length - index, label: pick(option) }))
              .reverse()}
            value={scores[factor.key]}
            onChange={(value) => {
              if (value !== null) setScores({ ...scores, [factor.key]: value });
            }}
            isReadOnly={!canScore}
          />
        ))}
      </div>
      {result.band ? (
        <p className={styles.consequence} role="status">
          {pick(result.band.consequence)}
        </p>
      ) : null}
      <footer className={styles.foot}>
        {saved ? (
          <span className={styles.by}>
            <Person person={saved.scored_by} /> <Instant at={saved.scored_at} isAgo />
          </span>
        ) : (
          <span className={styles.by}>{t("score.none")}</span>
        )}
        {may && !canScore ? <span className={styles.by}>{reasonText(t, may.reason)}</span> : null}
        {canScore ? (
          <>
            {isChanged && saved ? (
              <Button kind="quiet" onClick={() => setScores({ ...saved.scores })}>
                {t("score.reset")}
              </Button>
            ) : null}
            <Button
              kind={isChanged ? "primary" : "default"}
              busy={action.isBusy}
              disabled={!isChanged || result.index === null}
              onClick={() => void save()}
            >
              {t("score.save")}
            </Button>
          </>
        ) : null}
      </footer>
    </Section>
  );
}

function Verdict({ result, total }: { result: ScoreResult; total: number }) {
  const { t } = useTranslation("opportunity");
  return (
    <span className={styles.verdict} aria-live="polite">
      {result.index === null ? (
        <span className={styles.open}>{t("score.answered", { answered: result.answered, total })}</span>
      ) : (
        <>
          <b className="num">{result.index}</b>
          {result.band ? <Tag hue={indexHue(result.index)}>{pick(result.band.title)}</Tag> : null}
        </>
      )}
    </span>
  );
}

/** The index on its scale, with the bands as marks. */
function Meter({ card, index }: { card: ScorecardDefinition; index: number | null }) {
  const bands = [...card.bands].reverse();
  return (
    <div className={styles.meter} aria-hidden="true">
      <div className={styles.track}>
        <i data-hue={index === null ? undefined : indexHue(index)} style={{ width: `${index ?? 0}%` }} />
        {bands.map((band) =>
          band.at_least > 0 ? <em key={band.key} style={{ left: `${band.at_least}%` }} /> : null,
        )}
      </div>
      <div className={styles.bands}>
        {bands.map((band, at) => (
          <span key={band.key} style={{ width: `${(bands[at + 1]?.at_least ?? 100) - band.at_least}%` }}>
            {pick(band.title)}
          </span>
        ))}
      </div>
    </div>
  );
}
