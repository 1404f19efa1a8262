{{- define "kith.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 50 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 50 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "kith.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: kith
{{ include "kith.selector" . }}
{{- end }}

{{- define "kith.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "kith.image" -}}
{{- if .Values.image.digest }}{{ .Values.image.repository }}@{{ .Values.image.digest }}{{ else }}{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}

{{- define "kith.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}{{ .Values.serviceAccount.name | default (include "kith.name" .) }}{{ else }}{{ .Values.serviceAccount.name | default "default" }}{{ end }}
{{- end }}

{{- define "kith.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "kith.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- /* An environment variable from a key of the release's Secret; nothing when the key is not named. */ -}}
{{- define "kith.fromSecret" -}}
{{- if .key }}
- name: {{ .name }}
  valueFrom: {secretKeyRef: {name: {{ .secret }}, key: {{ .key }}}}
{{- end }}
{{- end }}

{{- /* The environment of every process. With admin set, the database's address is the administrator's. */ -}}
{{- define "kith.env" -}}
{{- $v := .root.Values }}{{ $s := $v.secret.name }}{{ $k := $v.secret.keys -}}
- {name: KITH_BASE_URL, value: {{ $v.baseURL | quote }}}
- {name: KITH_ADDRESS, value: ":8080"}
- {name: KITH_METRICS_ADDRESS, value: ":9464"}
- {name: KITH_MAIL_FROM, value: {{ $v.mailFrom | quote }}}
- {name: KITH_LOG_LEVEL, value: {{ $v.log.level | quote }}}
- {name: KITH_STRICT_HARDENING, value: {{ $v.strictHardening | quote }}}
- {name: KITH_STOP_DELAY, value: {{ $v.server.stopDelay | quote }}}
{{- if $v.selfHosted }}
- {name: KITH_SELF_HOSTED, value: "true"}
{{- end }}
{{- if $v.stripeTax }}
- {name: KITH_STRIPE_TAX, value: "true"}
{{- end }}
{{- with $v.trustedProxies }}
- {name: KITH_TRUSTED_PROXIES, value: {{ join "," . | quote }}}
{{- end }}
{{- with $v.tracing.endpoint }}
- {name: OTEL_EXPORTER_OTLP_ENDPOINT, value: {{ . | quote }}}
- {name: OTEL_TRACES_SAMPLER, value: parentbased_traceidratio}
- {name: OTEL_TRACES_SAMPLER_ARG, value: {{ $v.tracing.sampleRatio | quote }}}
{{- end }}
{{- include "kith.fromSecret" (dict "name" "KITH_SECRET" "secret" $s "key" $k.secret) }}
{{- if $v.postgresql.enabled }}
{{- include "kith.fromSecret" (dict "name" "POSTGRES_PASSWORD" "secret" $s "key" $k.postgresPassword) }}
- {name: KITH_DATABASE_URL, value: "postgres://postgres:$(POSTGRES_PASSWORD)@{{ include "kith.name" .root }}-postgresql:5432/kith?sslmode=disable"}
{{- else }}
{{- include "kith.fromSecret" (dict "name" "KITH_DATABASE_URL" "secret" $s "key" (and .admin $k.databaseAdminURL | default $k.databaseURL)) }}
{{- include "kith.fromSecret" (dict "name" "KITH_DATABASE_URL_DIRECT" "secret" $s "key" (and (not (and .admin $k.databaseAdminURL)) $k.databaseDirectURL)) }}
{{- end }}
{{- if $v.files.persistence.enabled }}
- {name: KITH_FILES, value: /files}
{{- else }}
{{- include "kith.fromSecret" (dict "name" "KITH_FILES" "secret" $s "key" $k.files) }}
{{- end }}
{{- include "kith.fromSecret" (dict "name" "KITH_SMTP_URL" "secret" $s "key" $k.smtpURL) }}
{{- include "kith.fromSecret" (dict "name" "KITH_STRIPE_KEY" "secret" $s "key" $k.stripeKey) }}
{{- include "kith.fromSecret" (dict "name" "KITH_STRIPE_WEBHOOK_SECRET" "secret" $s "key" $k.stripeWebhookSecret) }}
{{- range $name, $value := $v.env }}
- {name: {{ $name }}, value: {{ $value | quote }}}
{{- end }}
{{- end }}

{{- define "kith.volumes" -}}
- {name: tmp, emptyDir: {sizeLimit: 4Gi}}
{{- if .Values.files.persistence.enabled }}
- {name: files, persistentVolumeClaim: {claimName: {{ include "kith.name" . }}-files}}
{{- end }}
{{- end }}

{{- define "kith.mounts" -}}
- {name: tmp, mountPath: /tmp}
{{- if .Values.files.persistence.enabled }}
- {name: files, mountPath: /files}
{{- end }}
{{- end }}

{{- /* Pods of a component stay apart, on nodes and in zones, as far as there is room. */ -}}
{{- define "kith.spread" -}}
{{- range list "kubernetes.io/hostname" "topology.kubernetes.io/zone" }}
- maxSkew: 1
  topologyKey: {{ . }}
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "kith.selector" $.root | nindent 6 }}
      app.kubernetes.io/component: {{ $.component }}
{{- end }}
{{- end }}

{{- /* What can't work together is refused before anything is made. */ -}}
{{- define "kith.check" -}}
{{- $v := .Values }}
{{- $pods := add $v.server.replicas (ternary $v.worker.replicas 0 $v.worker.enabled) }}
{{- if and $v.files.persistence.enabled (eq $v.files.persistence.accessMode "ReadWriteOnce") (or (gt (int $pods) 1) $v.server.autoscaling.enabled) }}
{{- fail "files.persistence: several pods need accessMode ReadWriteMany, or a bucket (secret.keys.files)" }}
{{- end }}
{{- if and (not $v.files.persistence.enabled) (not $v.secret.keys.files) }}
{{- fail "files: name the key of a bucket's address in secret.keys.files, or set files.persistence.enabled" }}
{{- end }}
{{- if and $v.selfHosted $v.secret.keys.stripeKey }}
{{- fail "selfHosted and secret.keys.stripeKey exclude each other" }}
{{- end }}
{{- if and $v.secret.keys.stripeKey (not $v.secret.keys.stripeWebhookSecret) }}
{{- fail "secret.keys.stripeWebhookSecret is needed with secret.keys.stripeKey" }}
{{- end }}
{{- if and $v.postgresql.enabled (or (gt (int $v.server.replicas) 1) $v.server.autoscaling.enabled) }}
{{- fail "postgresql.enabled is for one server pod: the pod migrates before it starts. Use an external database for more." }}
{{- end }}
{{- end }}
